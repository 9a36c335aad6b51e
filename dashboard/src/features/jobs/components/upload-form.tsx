import { NativeSelect } from '@mantine/core';
import { useState } from 'react';

import { DialogForm } from '@/components/dialog';
import { Progress } from '@/components/progress';
import { Refused } from '@/components/states/refused';
import { isMarketplace, MARKETPLACES } from '@/config/marketplaces';
import type { SellerConnection } from '@/lib/api/sellers';
import { share as inPercent } from '@/lib/format/numbers';

import { complaintOf } from '../file';
import classes from '../jobs.module.css';
import { useUpload } from '../use-upload';
import { MARKETPLACE_IDS } from '../words';

import { FileField } from './file-field';

interface UploadFormProps {
  connections: readonly SellerConnection[];
  onClose: () => void;
}

const MARKETPLACE_CHOICES = Object.entries(MARKETPLACES).map(([value, label]) => ({ value, label }));

/** Takes reviews from a CSV file, and goes to the report of what was made of it. */
export function UploadForm({ connections, onClose }: UploadFormProps) {
  const [file, setFile] = useState<File | null>(null);
  const [code, setCode] = useState('US');
  const [seller, setSeller] = useState('');
  const { send, share, isBusy, error } = useUpload(file);
  const submit = () => {
    if (!file || !isMarketplace(code)) return;
    const about = { filename: file.name, size_bytes: file.size, ...(seller && { seller_id: seller }) };
    send({ marketplace_id: MARKETPLACE_IDS[code], ...about });
  };
  return (
    <DialogForm
      action="Upload"
      isBusy={isBusy}
      isDisabled={!file || complaintOf(file) !== null}
      refusal={<Refused error={error} />}
      onCancel={onClose}
      onSubmit={submit}
    >
      <FileField file={file} isDisabled={isBusy} onChoose={setFile} />
      <NativeSelect
        data={MARKETPLACE_CHOICES}
        disabled={isBusy}
        label="Marketplace"
        value={code}
        onChange={({ currentTarget: { value } }) => setCode(value)}
      />
      <NativeSelect
        data={sellerChoices(connections)}
        disabled={isBusy}
        label="Seller"
        value={seller}
        onChange={({ currentTarget: { value } }) => setSeller(value)}
      />
      {share !== null && (
        <div>
          <p className={classes.sent}>{share < 1 ? `${inPercent(share)} sent` : 'Sent; its job is being started'}</p>
          <Progress label="Sent" value={share} />
        </div>
      )}
    </DialogForm>
  );
}

function sellerChoices(connections: readonly SellerConnection[]): { value: string; label: string }[] {
  const names = new Map(connections.map(({ seller_id: id, name }) => [id, name]));
  return [{ value: '', label: 'None of the connected ones' }, ...[...names].map(([value, label]) => ({ value, label }))];
}
