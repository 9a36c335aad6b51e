import { Link } from '@tanstack/react-router';

import { Card } from '@/components/card';
import { NotEnough } from '@/components/figures/sentiment-bar';
import { EmptyState } from '@/components/states/empty-state';
import table from '@/components/table.module.css';
import { count, share } from '@/lib/format/numbers';

import type { ProductDetail } from '../api/queries';
import classes from '../compare.module.css';
import { issuesOf } from '../words';

/** How often each issue is reported of each product; a cell opens its evidence. */
export function IssueComparison({ details }: { details: readonly ProductDetail[] }) {
  const issues = issuesOf(details);
  const top = Math.max(0.05, ...details.flatMap(({ insight }) => insight.issues.map(({ share: of }) => of.value ?? 0)));
  return (
    <Card hint="share of reviews that report it" title="Issues">
      {issues.length === 0 ? (
        <EmptyState compact title="No complaints">
          None of these products has a reported issue.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table} ${classes.table}`}>
            <thead>
              <tr>
                <th scope="col">Issue</th>
                {details.map(({ product }) => (
                  <th key={product.product_id} scope="col">
                    <span className={classes.short}>{product.title}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {issues.map(({ code, name }) => (
                <tr key={code}>
                  <th scope="row">{name}</th>
                  {details.map((detail) => (
                    <td key={detail.product.product_id}>
                      <Cell code={code} detail={detail} name={name} top={top} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Cell({ detail, code, name, top }: { detail: ProductDetail; code: string; name: string; top: number }) {
  const issue = detail.insight.issues.find((each) => each.code === code);
  if (!issue) return <span className={classes.quiet}>not reported</span>;
  const { value, n } = issue.share;
  if (value === null) return <NotEnough n={n} />;
  return (
    <Link
      className={classes.cell}
      params={{ productId: detail.product.product_id }}
      search={{ issue: code }}
      to="/products/$productId"
    >
      <span className="visually-hidden">
        {name}, {detail.product.title}:{' '}
      </span>
      <span aria-hidden="true" className={classes.bar}>
        <span style={{ width: `${(value / top) * 100}%` }} />
      </span>
      {share(value)} <small>n={count(n)}</small>
    </Link>
  );
}
