import { Link } from '@tanstack/react-router';
import Package from 'lucide-react/icons/package';
import { useState } from 'react';

import { CopyButton } from '@/components/copy-button';
import { MARKETPLACES } from '@/config/marketplaces';

import type { ProductDetail } from '../api/queries';
import { answerOf } from '../model/words';
import classes from '../product.module.css';

import { EngineBadge } from './facts';

/** What it is, where it is sold, and the page's answer. */
export function Head({ detail }: { detail: ProductDetail }) {
  const { product } = detail;
  return (
    <span className={classes.head}>
      <Picture src={product.image_url} />
      <span className={classes.name}>
        <span className={classes.title} title={product.title}>
          {product.title}
        </span>
        <span className={classes.identity}>
          <Link search={{ brand: product.brand }} to="/products">
            {product.brand}
          </Link>
          <Link search={{ category: product.category }} to="/products">
            {product.category}
          </Link>
          <span className={classes.asin}>
            <code>{product.asin}</code>
            <CopyButton label="Copy the ASIN" text={product.asin} />
          </span>
          <span>{MARKETPLACES[product.marketplace]}</span>
          {product.parent_asin && (
            <Link
              search={{ parent_asin: product.parent_asin }}
              title="Amazon shows its variations together, under this parent"
              to="/products"
            >
              variation of <code>{product.parent_asin}</code>
            </Link>
          )}
          <EngineBadge detail={detail} />
        </span>
      </span>
    </span>
  );
}

/** The sentence a person would say about it. */
export function Answer({ detail }: { detail: ProductDetail }) {
  return <p className={classes.answer}>{answerOf(detail)}</p>;
}

function Picture({ src }: { src: string | null }) {
  const [isBroken, setIsBroken] = useState(false);
  if (!src || isBroken) {
    return (
      <span aria-hidden="true" className={classes.picture}>
        <Package size={28} strokeWidth={1.5} />
      </span>
    );
  }
  return <img alt="" className={classes.picture} height={64} src={src} width={64} onError={() => setIsBroken(true)} />;
}
