import { useElementSize } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';

import { Attention } from '@/components/figures/attention';
import { IssueChip } from '@/components/figures/issue-chip';
import { SentimentBar } from '@/components/figures/sentiment-bar';
import { ProductImage } from '@/components/product-image';
import { decimal, money } from '@/lib/format/numbers';

import type { Card } from '../api/queries';
import type { Ticked } from '../ticked';

import classes from './grid.module.css';

const CARD = { width: 280, height: 212, gap: 12 };
const AHEAD = 12;

interface ProductGridProps {
  cards: readonly Card[];
  hasMore: boolean;
  isFetching: boolean;
  onMore: () => void;
  ticked: Ticked;
}

/** The same list as cards; as in the table, only those in sight exist. */
export function ProductGrid({ cards, hasMore, isFetching, onMore, ticked }: ProductGridProps) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const box = useRef<HTMLDivElement>(null);
  const across = Math.max(1, Math.floor((width + CARD.gap) / (CARD.width + CARD.gap)));
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions are used in this render only
  const lines = useVirtualizer({
    count: Math.ceil(cards.length / across),
    getScrollElement: () => box.current,
    estimateSize: () => CARD.height + CARD.gap,
    overscan: 2,
    initialRect: { width: 1000, height: 720 },
  });
  const items = lines.getVirtualItems();
  const lastShown = ((items.at(-1)?.index ?? 0) + 1) * across;
  useEffect(() => {
    if (hasMore && !isFetching && lastShown >= cards.length - AHEAD) onMore();
  }, [cards.length, hasMore, isFetching, lastShown, onMore]);
  return (
    <div ref={box} className={classes.box}>
      <div ref={ref} aria-label="Products" className={classes.body} role="list" style={{ height: lines.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={index}
            className={classes.line}
            role="presentation"
            style={{
              gridTemplateColumns: `repeat(${across}, minmax(0, 1fr))`,
              height: CARD.height,
              transform: `translateY(${start}px)`,
            }}
          >
            {cards.slice(index * across, (index + 1) * across).map((card) => (
              <ProductTile key={card.product_id} card={card} ticked={ticked} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function ProductTile({ card, ticked }: { card: Card; ticked: Ticked }) {
  return (
    <div className={classes.card} role="listitem">
      <div className={classes.top}>
        <ProductImage size={56} src={card.image_url} />
        <Link className={classes.title} params={{ productId: card.product_id }} title={card.title} to="/products/$productId">
          {card.title}
        </Link>
        <Attention reasons={card.attention_parts.map(({ why }) => why)} score={card.attention} />
      </div>
      <p className={classes.dim}>
        {card.brand} · {card.category} · {card.marketplace}
      </p>
      <SentimentBar negative={card.negative_share} neutral={card.neutral_share} n={card.analysed} positive={card.positive_share} />
      <div className={classes.chips}>
        {card.issues.slice(0, 2).map((issue) => (
          <IssueChip key={issue.code} mentions={issue.mentions} name={issue.name} risingSince={issue.rising_since} />
        ))}
      </div>
      <div className={classes.foot}>
        <span>
          {decimal(card.mean_rating)} ★ · {money(card.price, card.currency)}
        </span>
        <label className={classes.tick}>
          <input checked={ticked.has(card.product_id)} type="checkbox" onChange={() => ticked.toggle(card.product_id)} />
          Compare <span className="visually-hidden">{card.title}</span>
        </label>
      </div>
    </div>
  );
}
