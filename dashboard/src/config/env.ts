/** What differs between builds: nothing but where the API is. It is parsed once, at start. */
import { z } from 'zod/mini';

// zod would otherwise try `new Function`, which the Content-Security-Policy reports.
z.config({ jitless: true });

const Env = z.object({ VITE_API_URL: z._default(z.string(), '/api') });

export const env = Env.parse(import.meta.env);
