import classes from './states.module.css';

interface SkeletonProps {
  width?: number | string;
  height?: number | string;
}

/** A place held while its content loads: give it the final size, so that nothing jumps. */
export function Skeleton({ width = '100%', height = 14 }: SkeletonProps) {
  return <span aria-hidden="true" className={classes.skeleton} style={{ width, height }} />;
}

/** Where the page's answer will stand; until then its heading is its name, for those who listen. */
export function HeadingSkeleton({ name }: { name: string }) {
  return (
    <>
      <span className="visually-hidden">{name}</span>
      <Skeleton height={30} width="min(640px, 100%)" />
    </>
  );
}

/** Says once, to those who cannot see the grey bars, that something is loading. */
export function Loading({ what }: { what: string }) {
  return (
    <span className="visually-hidden" role="status">
      Loading {what}
    </span>
  );
}
