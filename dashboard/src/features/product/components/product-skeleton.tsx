import { Page } from '@/components/page';
import { Loading, Skeleton } from '@/components/states/skeleton';

import classes from '../product.module.css';

/** The page's shape before its figures. */
export function ProductSkeleton() {
  return (
    <Page
      answer={
        <span className={classes.head}>
          <span className="visually-hidden">Product</span>
          <Skeleton height={64} width={64} />
          <span className={classes.name}>
            <Skeleton height={28} width="min(560px, 60vw)" />
            <Skeleton height={20} width={320} />
          </span>
        </span>
      }
      name="Product"
    >
      <Loading what="the product" />
      <Skeleton height={88} />
      <div className={classes.columns}>
        <Skeleton height={240} />
        <Skeleton height={240} />
      </div>
      <Skeleton height={372} />
      <Skeleton height={320} />
    </Page>
  );
}
