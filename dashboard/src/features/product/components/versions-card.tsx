import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { Card } from '@/components/card';
import { ErrorState } from '@/components/states/error-state';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { atMinute, longDay } from '@/lib/format/dates';
import { cost, count, plural } from '@/lib/format/numbers';

import { versionsQuery, type ProductDetail, type VersionHead } from '../api/queries';
import classes from '../product.module.css';
import { useView } from '../use-view';

import { DiffView } from './diff-view';

/** Each time the reviews said something new: what moved, in words, and a way back to it. */
export function VersionsCard({ detail }: { detail: ProductDetail }) {
  const { productId } = useView();
  const list = useInfiniteQuery(versionsQuery(productId));
  const heads = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card hint="newest first" title="Versions">
      {list.isPending ? (
        <>
          <Loading what="the versions" />
          <Skeleton height={160} />
        </>
      ) : list.isError ? (
        <ErrorState compact error={list.error} what="the versions" onRetry={() => void list.refetch()} />
      ) : (
        <>
          <ol className={classes.versions}>
            {heads.map((head) => (
              <Version key={head.version} head={head} isShown={head.version === detail.insight.head.version} />
            ))}
          </ol>
          {list.hasNextPage && (
            <Button
              loading={list.isFetchingNextPage}
              size="compact-md"
              variant="default"
              onClick={() => void list.fetchNextPage()}
            >
              Older versions
            </Button>
          )}
        </>
      )}
    </Card>
  );
}

function Version({ head, isShown }: { head: VersionHead; isShown: boolean }) {
  const { go } = useView();
  const [isOpen, setIsOpen] = useState(isShown && head.version > 1);
  const made = `${plural(head.analysed, 'review')} read by ${head.engine} (${head.model_version})`;
  const spent = head.tokens > 0 ? `, ${count(head.tokens)} tokens, ${cost(head.cost_usd)}` : '';
  return (
    <li className={isShown ? classes.versionShown : undefined}>
      <div className={classes.version}>
        <span>
          <strong>v{head.version}</strong> <span title={atMinute(head.created_at)}>{longDay(head.created_at)}</span>
          {isShown && <span className={classes.quiet}> · shown here</span>}
        </span>
        <span className={classes.versionActions}>
          {head.version > 1 && (
            <button aria-expanded={isOpen} className={classes.plain} type="button" onClick={() => setIsOpen(!isOpen)}>
              {isOpen ? 'Hide what changed' : 'What changed'}
            </button>
          )}
          {!isShown && (
            <button
              aria-label={`Show the product as of version ${head.version}`}
              className={classes.plain}
              type="button"
              onClick={() => go({ as_of: head.created_at, issue: undefined, review: undefined })}
            >
              Show
            </button>
          )}
        </span>
      </div>
      <p className={classes.quiet}>
        {made}
        {spent}
      </p>
      {isOpen && <DiffView version={head.version} />}
    </li>
  );
}
