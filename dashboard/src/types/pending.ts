/**
 * Routes that the committed OpenAPI document does not list yet, in the shape it will give them.
 * A route leaves this file when `npm run api` brings its generated type.
 */
interface Json<Body> {
  content: { 'application/json': Body };
}

interface Operation<Query, Body, Answer> {
  parameters: { query?: Query; header?: never; path?: never; cookie?: never };
  requestBody: Body extends undefined ? never : Json<Body>;
  responses: { 200: Answer extends undefined ? { content?: never } : Json<Answer> };
}

interface Get<Query, Answer> {
  get: Omit<Operation<Query, undefined, Answer>, 'requestBody'> & { requestBody?: never };
}
interface Post<Body, Answer> {
  post: Body extends undefined
    ? Omit<Operation<never, undefined, Answer>, 'requestBody'> & { requestBody?: never }
    : Operation<never, Body, Answer>;
}

export interface Organisation {
  id: string;
  name: string;
}

export type Role = 'owner' | 'manager' | 'viewer';

/** Who is signed in, and what they may do. */
export interface Me {
  user: { id: string; email: string; name: string; email_verified: boolean };
  organisation: Organisation;
  organisations: (Organisation & { role: Role })[];
  role: Role;
  scopes: string[];
  brands: string[] | null;
  previous_visit_at: string | null;
}

export interface Session {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  me: Me;
}

export interface SavedView {
  view_id: string;
  name: string;
  page: string;
  query: string;
}

export interface PendingPaths {
  '/v1/auth/register': Post<
    { organisation_name: string; name: string; email: string; password: string },
    Session
  >;
  '/v1/auth/login': Post<{ email: string; password: string; organisation_id?: string }, Session>;
  '/v1/auth/refresh': Post<{ organisation_id?: string }, Session>;
  '/v1/auth/logout': Post<undefined, undefined>;
  '/v1/auth/password/forgot': Post<{ email: string }, undefined>;
  '/v1/auth/password/reset': Post<{ token: string; password: string }, undefined>;
  '/v1/auth/email/verify': Post<{ token: string }, undefined>;
  '/v1/auth/email/resend': Post<undefined, undefined>;
  '/v1/auth/invites/accept': Post<{ token: string; name?: string; password?: string }, Session>;
  '/v1/auth/me': Get<never, Me>;
  '/v1/views': Get<never, { items: SavedView[] }> &
    Post<{ name: string; page: string; query: string }, SavedView>;
}
