/** The token of a link from a mail: behind the "#", which browsers tell no server and no other page. */
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';

/** It leaves the address, and so the history, as soon as it is read; "" without one. */
export function useMailedToken(): string {
  const { hash } = useLocation();
  const [token] = useState(() => new URLSearchParams(hash).get('token') ?? '');
  const navigate = useNavigate();
  useEffect(() => {
    if (hash) void navigate({ to: '.', hash: '', replace: true });
  }, [hash, navigate]);
  return token;
}
