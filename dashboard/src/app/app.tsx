import { MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';

import { Toasts } from '@/components/toasts';
import { makeQueryClient } from '@/lib/api/queries';

import { makeRouter } from './router';
import { colorSchemes, theme } from './theme';

/** Everything a page stands in. Mantine's variables are a style sheet's: no <style> is injected. */
export function App() {
  const [queries] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter(queries));
  return (
    <MantineProvider
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      theme={theme}
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
