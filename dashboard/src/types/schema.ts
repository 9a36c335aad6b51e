/** Shapes of the API by their name in the OpenAPI document: `Schema<'ProductCard'>`. */
import type { components } from './api';

export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
