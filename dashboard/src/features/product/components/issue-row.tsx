import TrendingUp from 'lucide-react/icons/trending-up';

import { Badge } from '@/components/badge';
import { Delta } from '@/components/figures/delta';
import { NotEnough } from '@/components/figures/sentiment-bar';
import { intervalOf } from '@/components/figures/share-with-n';
import { Sparkline } from '@/components/figures/sparkline';
import { Severity } from '@/components/severity';
import table from '@/components/table.module.css';
import { briefDay, longDay } from '@/lib/format/dates';
import { count, share, stars } from '@/lib/format/numbers';
import type { Schema } from '@/types/schema';

import type { Issue, ProductDetail } from '../api/queries';
import { standingInWords, times } from '../model/words';
import classes from '../product.module.css';
import { useView } from '../use-view';

import { WorkMenu } from './work-menu';

export function IssueRow({ issue, detail }: { issue: Issue; detail: ProductDetail }) {
  const { go } = useView();
  const rise = detail.rising.find(({ code }) => code === issue.code);
  const trend = detail.issue_trends.find(({ code }) => code === issue.code);
  const standing = detail.in_category.find(({ code }) => code === issue.code);
  return (
    <tr>
      <th scope="row">
        <button
          className={classes.issue}
          data-issue={issue.code}
          title="Show the evidence (e)"
          type="button"
          onClick={() => go({ issue: issue.code, review: undefined, panel: undefined })}
        >
          {issue.name}
        </button>
        {rise && (
          <Badge icon={<TrendingUp aria-hidden="true" size={12} />} title={riseInWords(rise)} tone="negative">
            rising since {briefDay(rise.start)}
          </Badge>
        )}
      </th>
      <td>
        <Severity level={issue.severity} />
      </td>
      <td className={table.tight}>
        <ShareBar of={issue.share} />
      </td>
      <td>{trend ? <Trend trend={trend} /> : null}</td>
      <td className={table.tight}>
        <Standing standing={standing} />
      </td>
      <td className={`${table.figure} ${classes.wide}`} title={impactInWords(issue)}>
        {issue.star_impact > 0 ? `−${stars(issue.star_impact)}` : stars(0)}
      </td>
      <td className={`${table.tight} ${classes.wide}`} title={`last on ${longDay(issue.last_day)}`}>
        {briefDay(issue.first_day)}
      </td>
      <td>
        <WorkMenu code={issue.code} name={issue.name} />
      </td>
    </tr>
  );
}

/** The share with its interval as a whisker, on a scale that ends at a half. */
function ShareBar({ of }: { of: Schema<'Share'> }) {
  if (of.value === null || of.low === null || of.high === null) return <NotEnough n={of.n} />;
  const at = (value: number) => `${Math.min(value / SCALE, 1) * 100}%`;
  return (
    <span className={classes.share} title={`${count(of.count)} of ${count(of.n)} reviews; ${intervalOf(of)} with 95% certainty`}>
      <span aria-hidden="true" className={classes.whisker}>
        <span className={classes.shareValue} style={{ width: at(of.value) }} />
        <span className={classes.shareRange} style={{ left: at(of.low), width: `calc(${at(of.high)} - ${at(of.low)})` }} />
      </span>
      <span>
        {share(of.value)} <small>± {halfWidth(of.low, of.high)}, n={count(of.n)}</small>
      </span>
    </span>
  );
}

const SCALE = 0.5;

const halfWidth = (low: number, high: number): string => share((high - low) / 2);

function Trend({ trend }: { trend: Schema<'IssueTrend'> }) {
  const values = trend.points.map(({ mentions, n }) => (n === 0 ? null : mentions / n));
  const told = trend.points.reduce((sum, { mentions }) => sum + mentions, 0);
  return (
    <span className={classes.trend}>
      <Sparkline height={22} label={`${count(told)} reports by week over the last quarter`} values={values} width={88} />
      <Delta
        days={trend.window.days}
        direction={trend.window.direction}
        previous={trend.window.previous}
        recent={trend.window.recent}
      />
    </span>
  );
}

function Standing({ standing }: { standing: Schema<'InCategory'> | undefined }) {
  if (!standing || standing.standing === 'not_enough_data' || standing.ratio === null) {
    return <span className={classes.quiet}>too few to compare</span>;
  }
  const words = standingInWords(standing);
  if (standing.standing === 'unclear') {
    return (
      <span className={classes.quiet} title={words}>
        about the same
      </span>
    );
  }
  const isAbove = standing.standing === 'above';
  return (
    <span className={isAbove ? classes.worse : classes.better} title={words}>
      {times(standing.ratio)} as often
    </span>
  );
}

const riseInWords = ({ start, recent_mentions, recent_reviews, base_mentions, base_reviews, is_confirmed }: Schema<'Rise'>): string =>
  `Since ${longDay(start)} ${count(recent_mentions)} of ${count(recent_reviews)} reviews, before ${count(base_mentions)} of ${count(base_reviews)}. ` +
  (is_confirmed === false ? 'Not confirmed: among this many tests it may be chance.' : 'More than chance would explain.');

function impactInWords({ star_impact_low: low, star_impact_high: high }: Issue): string {
  if (low === null || high === null) return 'Stars that the mean rating loses to it';
  return `Stars that the mean rating loses to it: ${stars(low)} to ${stars(high)} with 95% certainty`;
}
