import { Button, Modal, NativeSelect } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type SubmitEvent } from 'react';

import { Refused } from '@/components/states/refused';
import { isMarketplace, MARKETPLACES } from '@/config/marketplaces';
import type { SellerConnection } from '@/lib/api/sellers';

import { useUpload } from '../api/queries';
import classes from '../jobs.module.css';
import { MAX_FILE_BYTES, readText } from '../read-file';
import { useSend } from '../use-send';
import { MARKETPLACE_IDS } from '../words';

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
  const upload = useUpload();
  const send = useSend(upload.mutate);
  const read = useMutation({ mutationFn: readText });
  const isTooLarge = file !== null && file.size > MAX_FILE_BYTES;
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!file || !isMarketplace(code)) return;
    const told = { marketplace_id: MARKETPLACE_IDS[code], filename: file.name, ...(seller && { seller_id: seller }) };
    read.mutate(file, { onSuccess: (csv) => send({ ...told, csv }) });
  };
  return (
    <Modal
      opened
      attributes={{ header: { role: 'none' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      lockScroll={false}
      size="lg"
      title="Upload a file of reviews"
      onClose={onClose}
    >
      <form className={classes.form} onSubmit={submit}>
        <FileField isTooLarge={isTooLarge} onChoose={setFile} />
        <NativeSelect
          data={MARKETPLACE_CHOICES}
          label="Marketplace"
          value={code}
          onChange={({ currentTarget: { value } }) => setCode(value)}
        />
        <NativeSelect
          data={sellerChoices(connections)}
          label="Seller"
          value={seller}
          onChange={({ currentTarget: { value } }) => setSeller(value)}
        />
        <Refused error={read.error ?? upload.error} />
        <div className={classes.formEnd}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!file || file.size === 0 || isTooLarge} loading={read.isPending || upload.isPending} type="submit">
            Upload
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function FileField({ isTooLarge, onChoose }: { isTooLarge: boolean; onChoose: (file: File | null) => void }) {
  return (
    <div>
      <label className={classes.label} htmlFor="review-file">
        CSV file
      </label>
      <input
        accept=".csv,.tsv,.txt,text/csv"
        aria-describedby="review-file-help"
        aria-invalid={isTooLarge}
        className={classes.file}
        id="review-file"
        type="file"
        onChange={({ currentTarget: { files } }) => onChoose(files?.[0] ?? null)}
      />
      <p className={classes.sub} id="review-file-help">
        The columns <code>asin</code>, <code>rating</code> and <code>date</code> are needed; <code>title</code>,{' '}
        <code>text</code>, <code>review_id</code> and others are read when they are there. Up to 4 MB.
      </p>
      {isTooLarge && (
        <p className={classes.wrong} role="alert">
          This file is too large to send from here. Split it, or send it through the API.
        </p>
      )}
    </div>
  );
}

function sellerChoices(connections: readonly SellerConnection[]): { value: string; label: string }[] {
  const names = new Map(connections.map(({ seller_id: id, name }) => [id, name]));
  return [{ value: '', label: 'None of the connected ones' }, ...[...names].map(([value, label]) => ({ value, label }))];
}
