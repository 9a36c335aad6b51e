import { useQuery } from '@tanstack/react-query';
import Store from 'lucide-react/icons/store';
import type { ReactNode } from 'react';

import { Card } from '@/components/card';
import { Page } from '@/components/page';
import { EmptyState } from '@/components/states/empty-state';
import { ErrorState } from '@/components/states/error-state';
import { HeadingSkeleton, Loading, Skeleton } from '@/components/states/skeleton';
import { REGION_CODES, REGIONS, type Region } from '@/config/regions';
import { sellersQuery, type SellerConnection } from '@/lib/api/sellers';
import { plural } from '@/lib/format/numbers';
import { useMay } from '@/lib/session/store';
import type { Schema } from '@/types/schema';

import { Connect } from './components/connect';
import { Connection } from './components/connection';
import { Landing } from './components/landing';
import { SecretCard } from './components/secret-card';
import classes from './connections.module.css';
import { answerOf } from './words';

export function ConnectionsPage(): ReactNode {
  const list = useQuery(sellersQuery());
  const connections = list.data?.items ?? [];
  return (
    <Page
      actions={connections.length > 0 && <Connect />}
      answer={list.data ? answerOf(connections) : list.isPending && <HeadingSkeleton name="Connections" />}
      name="Connections"
    >
      <Landing connections={connections} />
      {list.data ? (
        <Shown page={list.data} />
      ) : list.isPending ? (
        <Card title="Sellers">
          <Loading what="the connections" />
          <Skeleton height={148} />
        </Card>
      ) : (
        <ErrorState error={list.error} what="the connections" onRetry={() => void list.refetch()} />
      )}
    </Page>
  );
}

function Shown({ page }: { page: Schema<'SellerPage'> }) {
  if (page.items.length === 0) return <NoSellers />;
  return (
    <>
      {REGION_CODES.map((region) => (
        <RegionCard key={region} all={page.items} region={region} />
      ))}
      <SecretCard page={page} />
    </>
  );
}

function RegionCard({ region, all }: { region: Region; all: readonly SellerConnection[] }) {
  const here = all.filter((each) => each.region === region);
  if (here.length === 0) return null;
  return (
    <Card hint={plural(here.length, 'seller')} title={REGIONS[region].name}>
      <ul className={classes.list}>
        {here.map((connection) => (
          <Connection
            key={connection.seller_id}
            connection={connection}
            regions={REGION_CODES.filter((code) => all.some((each) => each.seller_id === connection.seller_id && each.region === code))}
          />
        ))}
      </ul>
    </Card>
  );
}

function NoSellers() {
  const mayConnect = useMay('sellers:write');
  return (
    <Card title="Sellers">
      <EmptyState actions={<Connect />} icon={<Store size={20} />} title="Nothing is connected">
        A connected seller’s products and reviews are fetched from Amazon and read for you.
        {!mayConnect && ' An owner of your organisation can connect one.'}
      </EmptyState>
    </Card>
  );
}
