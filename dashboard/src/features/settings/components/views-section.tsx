import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';

import { Card } from '@/components/card';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { Refused } from '@/components/states/refused';
import { Loading, Skeleton } from '@/components/states/skeleton';
import { longDay } from '@/lib/format/dates';

import { useDeleteView, useRenameView, viewsQuery, type View } from '../api/own';
import classes from '../settings.module.css';

/** Pages with their filters, kept under a name. */
export function ViewsSection() {
  const views = useQuery(viewsQuery());
  return (
    <Card hint="only you see them" title="Saved views">
      {views.isPending ? (
        <>
          <Loading what="your views" />
          <Skeleton height={120} />
        </>
      ) : views.isError ? (
        <ErrorState compact error={views.error} what="your views" onRetry={() => void views.refetch()} />
      ) : views.data.length === 0 ? (
        <EmptyState compact title="No saved views yet">
          Narrow the products to what you look at often, then save that as a view.
        </EmptyState>
      ) : (
        <ul className={classes.list}>
          {views.data.map((view) => (
            <Row key={view.view_id} view={view} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ view }: { view: View }) {
  const [name, setName] = useState<string | null>(null);
  const router = useRouter();
  const rename = useRenameView();
  const href = `/${view.page}${view.query && `?${view.query}`}`;
  const remove = useDeleteView();
  if (name !== null) {
    return (
      <li>
        <form
          className={classes.inline}
          onSubmit={(event) => {
            event.preventDefault();
            rename.mutate({ view_id: view.view_id, name: name.trim() }, { onSuccess: () => setName(null) });
          }}
        >
          <TextInput aria-label={`New name of ${view.name}`} maxLength={100} value={name} onChange={({ currentTarget: { value } }) => setName(value)} />
          <Button disabled={!name.trim()} loading={rename.isPending} type="submit">
            Save
          </Button>
          <Button variant="default" onClick={() => setName(null)}>
            Cancel
          </Button>
          <Refused error={rename.error} />
        </form>
      </li>
    );
  }
  return (
    <li>
      <span>
        <a
          href={href}
          onClick={(event) => {
            event.preventDefault();
            router.history.push(href);
          }}
        >
          {view.name}
        </a>
        <span className={classes.sub}>saved on {longDay(view.created_at)}</span>
      </span>
      <span className={classes.rowActions}>
        <Button aria-label={`Rename ${view.name}`} size="compact-sm" variant="default" onClick={() => setName(view.name)}>
          Rename
        </Button>
        <Button aria-label={`Delete ${view.name}`} loading={remove.isPending} size="compact-sm" variant="default" onClick={() => remove.mutate(view)}>
          Delete
        </Button>
      </span>
    </li>
  );
}
