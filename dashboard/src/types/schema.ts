/** Shapes of the API by their name in its OpenAPI document: `Schema<'ProductCard'>`. */
import type { Readable } from 'openapi-typescript-helpers';

import type { components } from './api';

// As the client types its answers: pairs and other tuples are arrays there.
export type Schema<Name extends keyof components['schemas']> = Readable<components['schemas'][Name]>;

export type Me = Schema<'Me'>;
export type Role = Schema<'Role'>;
export type Scope = Schema<'Scope'>;
export type Session = Schema<'Session'>;
