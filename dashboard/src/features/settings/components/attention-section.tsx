import { TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { Card } from '@/components/card';
import { useMay } from '@/lib/session/store';

import { useChangeSettings, type Settings } from '../api/settings';
import { figure } from '../model/fields';
import classes from '../settings.module.css';

import { Form } from './form';

/** From which score on a product counts as needing attention. */
export function AttentionSection({ settings }: { settings: Settings }) {
  const [from, setFrom] = useState(figure(settings.attention.needs_attention_from));
  const change = useChangeSettings();
  const mayWrite = useMay('account:write');
  const score = Number(from);
  return (
    <Card hint="counts from the next run on" title="Attention">
      <p className={classes.lead}>
        The score of a product goes from 0 to 100: up to 40 for negative reviews, 25 for an issue on the rise, 25 for
        what its costliest issue costs in stars, and 10 for a report about safety. Products from the score below on
        are those that need you. <Link search={{ sort: 'attention' }} to="/products">See the products by score</Link>.
      </p>
      <Form
        action="Save"
        error={change.error}
        isBusy={change.isPending}
        isDisabled={!mayWrite || !(score > 0 && score <= 100)}
        onSubmit={() => change.mutate({ attention: { needs_attention_from: score } })}
      >
        <div className={classes.fields}>
          <TextInput
            disabled={!mayWrite}
            label="A product needs attention from"
            max={100}
            min={1}
            type="number"
            value={from}
            onChange={({ currentTarget: { value } }) => setFrom(value)}
          />
        </div>
      </Form>
    </Card>
  );
}
