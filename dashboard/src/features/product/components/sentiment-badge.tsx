import { Badge } from '@/components/badge';
import type { Schema } from '@/types/schema';

export function SentimentBadge({ sentiment }: { sentiment: Schema<'Sentiment'> }) {
  return <Badge tone={sentiment === 'neutral' ? 'plain' : sentiment}>{sentiment}</Badge>;
}
