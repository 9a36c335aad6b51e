/** One request has one key, however often it is sent; what comes of it is shown. */
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';

import type { Job } from './api/queries';

type Send<Body> = (sent: { body: Body; key: string }, then: { onSuccess: (job: Job) => void }) => void;

export function useSend<Body>(mutate: Send<Body>): (body: Body) => void {
  const navigate = useNavigate();
  const last = useRef({ request: '', key: '' });
  return (body) => {
    const request = JSON.stringify(body);
    if (last.current.request !== request) last.current = { request, key: newKey() };
    mutate(
      { body, key: last.current.key },
      { onSuccess: (job) => void navigate({ to: '/jobs/$jobId', params: { jobId: job.job_id } }) },
    );
  };
}

// crypto.randomUUID is missing on origins without TLS.
const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
