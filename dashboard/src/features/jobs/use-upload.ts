/** One file being uploaded, and how far it is; whoever closes the form before its end gives it up. */
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

import type { Schema } from '@/types/schema';

import { useJobsChanged } from './api/queries';
import { forgetPlace, sendFile } from './api/send-file';
import { useSend } from './use-send';

interface Upload {
  body: Omit<Schema<'NewUpload'>, 'csv'>;
  key: string;
}

interface UnderWay {
  stop: AbortController | null;
  /** The job that waits for its file. */
  place: string | null;
}

export function useUpload(file: File | null) {
  const changed = useJobsChanged();
  const [share, setShare] = useState<number | null>(null);
  const underWay = useRef<UnderWay>({ stop: null, place: null });
  useEffect(() => {
    const mine = underWay.current;
    return () => {
      mine.stop?.abort();
      if (mine.place) void forgetPlace(mine.place);
    };
  }, []);
  const takePlace = ({ job_id: id }: { job_id: string }) => {
    const { place } = underWay.current;
    if (place && place !== id) void forgetPlace(place);
    underWay.current.place = id;
  };
  const upload = useMutation({
    mutationFn: ({ body, key }: Upload) => {
      if (!file) throw new Error('No file was chosen.');
      const stop = new AbortController();
      underWay.current.stop = stop;
      setShare(0);
      return sendFile({ file, body, key, signal: stop.signal, onPlace: takePlace, onProgress: setShare });
    },
    onSuccess: (job) => {
      underWay.current.place = null;
      return changed(job);
    },
    onSettled: () => setShare(null),
  });
  return { send: useSend(upload.mutate), share, isBusy: upload.isPending, error: upload.error };
}
