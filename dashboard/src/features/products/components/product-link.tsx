import { useNavigate, useRouter } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';

interface ProductLinkProps {
  productId: string;
  issue?: string;
  className?: string | undefined;
  title?: string;
  children: ReactNode;
}

/**
 * A link to a product's page that is cheap to render: a list has a hundred of them in sight, and
 * the router's own works out its whole address each time it is rendered rather than when clicked.
 */
export function ProductLink({ productId, issue, className, title, children }: ProductLinkProps) {
  const navigate = useNavigate();
  const router = useRouter();
  const target = { to: '/products/$productId', params: { productId }, search: { issue } } as const;
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate(target);
  };
  const query = issue ? `?issue=${encodeURIComponent(issue)}` : '';
  return (
    <a
      className={className}
      href={`/products/${encodeURIComponent(productId)}${query}`}
      title={title}
      onClick={follow}
      onMouseEnter={() => void router.preloadRoute(target)}
    >
      {children}
    </a>
  );
}
