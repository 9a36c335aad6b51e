/** The product's mark. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg aria-hidden="true" height={size} viewBox="0 0 32 32" width={size}>
      <rect fill="#2f4fb5" height="32" rx="7" width="32" />
      <path
        d="M7 23h18M10 23v-6M14.700 23v-9M19.400 23v-4.500M24 23V9"
        fill="none"
        stroke="#fff"
        strokeLinecap="round"
        strokeWidth="2.600"
      />
    </svg>
  );
}
