// Who may import whom, and the rest of what a machine can watch over. The direction is
// config, types <- lib <- components <- features <- app; a feature never sees another one.
import js from '@eslint/js';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import { importX } from 'eslint-plugin-import-x';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import { readdirSync } from 'node:fs';
import globals from 'globals';
import tseslint from 'typescript-eslint';

const features = readdirSync(new URL('./src/features', import.meta.url));

const zones = [
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: './src/features',
    except: [`./${name}`],
    message: 'A feature owns its calls and views: share through components or lib.',
  })),
  { target: './src/features', from: './src/app', message: 'The app imports features.' },
  { target: './src/components', from: ['./src/features', './src/app'] },
  { target: './src/lib', from: ['./src/components', './src/features', './src/app'] },
  { target: ['./src/config', './src/types'], from: ['./src/lib', './src/components', './src/features', './src/app'] },
  {
    target: ['./src/app', './src/components', './src/config', './src/features', './src/lib'],
    from: './src/testing',
    message: 'Only tests import what is made for tests.',
  },
];

export default tseslint.config(
  { ignores: ['dist', '.dist-*', 'src/types/api.d.ts'] },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true }, globals: globals.browser },
    plugins: { 'import-x': importX, 'react-hooks': reactHooks },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      ...reactHooks.configs.recommended.rules,
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'import-x/order': [
        'error',
        {
          alphabetize: { order: 'asc' },
          groups: ['builtin', 'external', 'internal', 'parent', 'sibling', 'index'],
          'newlines-between': 'always',
          pathGroups: [{ pattern: '@/**', group: 'internal' }],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A redirect of the router is thrown, and is no error.
      '@typescript-eslint/only-throw-error': 'off',
      // uPlot's enums are declared, but not there at run time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      'max-lines': ['error', 300],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Reviews are strangers’ words: nothing is rendered as HTML.',
        },
        { selector: 'MemberExpression[property.name=/^(innerHTML|outerHTML)$/]', message: 'No HTML from strings.' },
      ],
    },
  },
  { files: ['**/*.tsx'], ...jsxA11y.flatConfigs.strict },
  {
    files: ['src/**/*.test.{ts,tsx}', 'src/testing/**'],
    rules: { 'import-x/no-restricted-paths': ['error', { zones: zones.slice(0, -1) }] },
  },
  { files: ['budget.js', 'eslint.config.js'], languageOptions: { globals: globals.node } },
  { files: ['public/*.js'], languageOptions: { sourceType: 'script', globals: globals.browser } },
);
