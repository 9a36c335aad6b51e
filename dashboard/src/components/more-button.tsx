import { Button } from '@mantine/core';
import type { ReactNode } from 'react';

import classes from './more-button.module.css';

interface MoreButtonProps {
  /** A list that is fetched a page at a time. */
  list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  children: ReactNode;
}

/** The next page of a list, while there is one. */
export function MoreButton({ list, children }: MoreButtonProps) {
  if (!list.hasNextPage) return null;
  return (
    <Button className={classes.more} loading={list.isFetchingNextPage} variant="default" onClick={() => void list.fetchNextPage()}>
      {children}
    </Button>
  );
}
