import Package from 'lucide-react/icons/package';
import { useState } from 'react';

import classes from './product-image.module.css';

interface ProductImageProps {
  src: string | null;
  size?: number;
}

/** A product's picture, or a sign in its place when there is none or it does not load. */
export function ProductImage({ src, size = 40 }: ProductImageProps) {
  const [failed, setFailed] = useState<string | null>(null);
  const isThere = src !== null && src !== failed;
  return (
    <span aria-hidden="true" className={classes.frame} style={{ width: size, height: size }}>
      {isThere ? (
        <img alt="" decoding="async" height={size} loading="lazy" src={src} width={size} onError={() => setFailed(src)} />
      ) : (
        <Package size={Math.round(size / 2.2)} strokeWidth={1.5} />
      )}
    </span>
  );
}
