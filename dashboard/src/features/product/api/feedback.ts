/** What Amazon says of a product beside what we found. */
import { queryOptions } from '@tanstack/react-query';

import { api, ask } from '@/lib/api/client';
import type { Schema } from '@/types/schema';

export type Feedback = Schema<'ProductFeedback'>;
export type Compared = Schema<'Compared'>;
export type FeedbackRow = Schema<'FeedbackRow'>;
export type FeedbackTopic = Schema<'FeedbackTopic'>;
export type OurFigures = Schema<'OurFigures'>;
export type FeedbackVerdict = Schema<'FeedbackVerdict'>;

export const feedbackQuery = (id: string, asOf?: string) =>
  queryOptions({
    queryKey: ['feedback', id, asOf ?? null],
    queryFn: ({ signal }) =>
      ask(
        api.GET('/v1/products/{product_id}/feedback', {
          params: { path: { product_id: id }, query: asOf ? { as_of: asOf } : {} },
          signal,
        }),
      ),
  });
