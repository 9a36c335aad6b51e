import { Link } from '@tanstack/react-router';
import SearchX from 'lucide-react/icons/search-x';
import type { ReactNode } from 'react';

import { EmptyState } from '@/components/states/empty-state';

export function NotFound(): ReactNode {
  return (
    <main>
      <h1 className="visually-hidden">Page not found</h1>
      <EmptyState
        actions={<Link to="/">Go to the overview</Link>}
        icon={<SearchX size={20} />}
        title="There is no such page"
      >
        The address may be mistyped, or the page it led to is gone.
      </EmptyState>
    </main>
  );
}
