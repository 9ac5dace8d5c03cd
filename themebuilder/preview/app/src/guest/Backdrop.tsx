import {FullSizeWindow} from '@pexip/components';
import type {ReactNode} from 'react';

import {useGuest} from './context';

type Opacity = 0 | 0.1 | 0.2 | 0.3 | 0.4 | 0.5 | 0.6 | 0.7 | 0.8 | 0.9 | 1;

/** The page behind everything outside of a meeting: the brand's picture with its tint, or its dark colour. */
export const Backdrop = ({children}: {children: ReactNode}) => {
  const {background, overlay, overlayOpacity} = useGuest().brand.manifest;
  if (!background) {
    return (
      <FullSizeWindow background="dark" padding="none" flexDirection="column">
        {children}
      </FullSizeWindow>
    );
  }
  const tint = overlay || 'dark';
  return (
    <FullSizeWindow
      background="image"
      backgroundImageSrc={background}
      // The component tints only under a blend mode. These two make the tint as strong as its opacity says;
      // which mode Webapp3 uses is not published.
      backgroundBlendMode={
        overlay || overlayOpacity !== null ? (tint === 'light' ? 'screen' : 'multiply') : 'normal'
      }
      overlay={tint}
      overlayOpacity={(overlayOpacity ?? 0.7) as Opacity}
      padding="none"
      flexDirection="column"
    >
      {children}
    </FullSizeWindow>
  );
};
