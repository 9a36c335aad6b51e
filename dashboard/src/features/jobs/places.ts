/** Where reviews belong: a seller's marketplace, or a marketplace alone. */
import { MARKETPLACES, type Marketplace } from '@/config/marketplaces';
import type { SellerConnection } from '@/lib/api/sellers';

export interface Place {
  value: string;
  label: string;
  seller: string;
  code: Marketplace;
}

/** Whose jobs those of files are that name no seller. */
export const NO_SELLER = 'CSV';

/** Where reviews can be fetched: nowhere while Amazon refuses the seller's consent. */
export const placesOf = ({ seller_id: seller, name, marketplaces, status }: SellerConnection): Place[] =>
  status === 'ACTIVE'
    ? marketplaces.map((code) => ({ value: `${seller}/${code}`, label: `${name}, ${MARKETPLACES[code]}`, seller, code }))
    : [];
