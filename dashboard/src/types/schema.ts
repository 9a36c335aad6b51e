/** Shapes of the API by their name in its OpenAPI document: `Schema<'ProductCard'>`. */
import type { components } from './api';

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export type Me = Schema<'Me'>;
export type Role = Schema<'Role'>;
export type Scope = Schema<'Scope'>;
export type Session = Schema<'Session'>;
