import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, type ReactNode } from 'react';

import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { PartialNote } from '@/components/states/partial-note';
import { Skeleton } from '@/components/states/skeleton';
import { isNotFound } from '@/lib/api/errors';
import { plural } from '@/lib/format/numbers';
import { shortTitle } from '@/lib/format/titles';

import { productQuery, type ProductDetail } from './api/queries';
import { workQuery } from './api/work';
import { AttentionCard } from './components/attention-card';
import { EvidenceDrawer } from './components/evidence-drawer';
import { Facts } from './components/facts';
import { Answer, Head } from './components/head';
import { IssuesCard } from './components/issues-card';
import { PriceChart, RatingChart } from './components/price-rating';
import { ProductSkeleton } from './components/product-skeleton';
import { ReviewsCard } from './components/reviews-card';
import { SentimentChart } from './components/sentiment-chart';
import { SummaryCard } from './components/summary-card';
import { PastNote, TimeTravel } from './components/time-travel';
import { VersionsCard } from './components/versions-card';
import classes from './product.module.css';
import { useView } from './use-view';

const FeedbackCard = lazy(() => import('./feedback/card'));

export function ProductPage(): ReactNode {
  const { productId, search } = useView();
  const product = useQuery({
    ...productQuery(productId, search.as_of),
    // Travelling in time keeps what is shown until the other day has come; another product does not.
    placeholderData: (before) => (before?.product.product_id === productId ? before : undefined),
  });
  if (product.isPending) return <ProductSkeleton />;
  if (product.data) return <Shown detail={product.data} isStale={product.isPlaceholderData} />;
  return (
    <Page name="Product">
      {isNotFound(product.error) ? (
        <Missing />
      ) : (
        <ErrorState error={product.error} what="this product" onRetry={() => void product.refetch()} />
      )}
    </Page>
  );
}

function Shown({ detail, isStale }: { detail: ProductDetail; isStale: boolean }) {
  const { productId } = useView();
  const { product } = detail;
  const fixes = useQuery(workQuery(productId)).data?.items ?? NOTHING;
  return (
    <Page actions={<TimeTravel detail={detail} />} answer={<Head detail={detail} />} name={shortTitle(product.title)}>
      <div className={classes.page} data-stale={isStale}>
        <PastNote detail={detail} />
        <Answer detail={detail} />
        <Facts detail={detail} />
        {product.held_reviews > 0 && (
          <PartialNote>
            {plural(product.held_reviews, 'review')} of products now sold under this ASIN are kept apart from it.
          </PartialNote>
        )}
        <div className={classes.columns}>
          <SummaryCard detail={detail} />
          <AttentionCard attention={detail.attention} />
        </div>
        <SentimentChart detail={detail} fixes={fixes} />
        <IssuesCard detail={detail} />
        <Suspense fallback={<Skeleton height={380} />}>
          <FeedbackCard />
        </Suspense>
        <div className={classes.halves}>
          <PriceChart detail={detail} />
          <RatingChart detail={detail} />
        </div>
        <VersionsCard detail={detail} />
        <ReviewsCard detail={detail} />
        <EvidenceDrawer detail={detail} />
      </div>
    </Page>
  );
}

const NOTHING: never[] = [];

function Missing() {
  return (
    <EmptyState actions={<Link to="/products">Go to the products</Link>} title="There is no such product">
      It is not among the products of your organisation that you may see, or was not at that time.
    </EmptyState>
  );
}
