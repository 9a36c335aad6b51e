import { Button, NativeSelect, SegmentedControl, Textarea } from '@mantine/core';
import { useState } from 'react';

import { DialogForm } from '@/components/dialog';
import type { SellerConnection } from '@/lib/api/sellers';
import { count, plural } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import { useFetchReviews } from '../api/queries';
import { MAX_ASINS, readAsins } from '../asins';
import classes from '../jobs.module.css';
import { placesOf } from '../places';
import { useSend } from '../use-send';
import { MARKETPLACE_IDS } from '../words';

import { NotStarted } from './not-started';

interface FetchFormProps {
  connections: readonly SellerConnection[];
  onClose: () => void;
}

/** Asks whose reviews to fetch, starts the job, and goes to where it can be watched. */
export function FetchForm({ connections, onClose }: FetchFormProps) {
  const places = connections.flatMap(placesOf);
  const [place, setPlace] = useState(places[0]?.value ?? '');
  const [pasted, setPasted] = useState('');
  const [mode, setMode] = useState<Schema<'JobMode'>>('incremental');
  const { asins, wrong } = readAsins(pasted);
  const fetch = useFetchReviews();
  const send = useSend(fetch.mutate);
  const chosen = places.find(({ value }) => value === place);
  const isReady = chosen && asins.length > 0 && asins.length <= MAX_ASINS && wrong.length === 0;
  const submit = () => {
    if (chosen) send({ seller_id: chosen.seller, marketplace_id: MARKETPLACE_IDS[chosen.code], asins, mode });
  };
  return (
    <DialogForm
      action={asins.length > 0 ? `Fetch ${plural(asins.length, 'product')}` : 'Fetch'}
      isBusy={fetch.isPending}
      isDisabled={!isReady}
      refusal={<NotStarted error={fetch.error} />}
      onCancel={onClose}
      onSubmit={submit}
    >
      <NativeSelect
        data={places}
        label="Seller and marketplace"
        value={place}
        onChange={({ currentTarget: { value } }) => setPlace(value)}
      />
      <Textarea
        description={`Ten letters and digits each, in lines or with commas between; up to ${count(MAX_ASINS)}.`}
        error={wrongInWords(asins, wrong)}
        label="ASINs"
        rows={6}
        value={pasted}
        onChange={({ currentTarget: { value } }) => setPasted(value)}
      />
      {wrong.length > 0 && asins.length > 0 && (
        <Button className={classes.leaveOut} size="compact-sm" variant="default" onClick={() => setPasted(asins.join('\n'))}>
          Leave out what is no ASIN
        </Button>
      )}
      <div>
        <span className={classes.label} id="fetch-mode">
          Fetch
        </span>
        <SegmentedControl
          aria-labelledby="fetch-mode"
          data={[
            { value: 'incremental', label: 'What is new' },
            { value: 'full', label: 'Every review' },
          ]}
          value={mode}
          onChange={(value) => setMode(value === 'full' ? 'full' : 'incremental')}
        />
      </div>
    </DialogForm>
  );
}

const NAMED = 4;
const listed = new Intl.ListFormat(undefined, { type: 'conjunction' });

function wrongInWords(asins: readonly string[], wrong: readonly string[]): string | undefined {
  const named = wrong.slice(0, NAMED).map((word) => `“${word}”`);
  const rest = wrong.length - named.length;
  if (rest > 0) return `${listed.format([...named, plural(rest, 'other word')])} are no ASINs.`;
  if (named.length > 0) return `${listed.format(named)} ${named.length === 1 ? 'is no ASIN' : 'are no ASINs'}.`;
  return asins.length > MAX_ASINS ? `${count(asins.length)} are too many for one job.` : undefined;
}
