import {Box, Button, FontVariant, TextHeading, ThemeProvider} from '@pexip/components';
import {InfoCard, InfoCardType} from '@pexip/media-components';
import type {ComponentProps, ReactNode} from 'react';

import {Backdrop} from '../Backdrop';
import {useGuest} from '../context';

/** A step outside of the meeting: the info card, and beside it (below it on narrow screens) what the guest has to do. */
export const Step = ({
  type = InfoCardType.Meeting,
  wide = false,
  children,
}: {
  type?: InfoCardType;
  wide?: boolean;
  children: ReactNode;
}) => {
  const {manifest} = useGuest().brand;
  return (
    <Backdrop>
      <div className={wide ? 'step step-wide' : 'step'}>
        <InfoCard
          type={type}
          imageUrl={manifest.jumbotron}
          logoUrl={manifest.logo}
          brandName={manifest.brandName}
        />
        <ThemeProvider colorScheme="light">
          <Box padding="large" colorScheme="light" className="step-box">
            {children}
          </Box>
        </ThemeProvider>
      </div>
    </Backdrop>
  );
};

export const StepHeading = ({className = 'mb-4', children}: {className?: string; children: string}) => (
  <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className={className}>
    {children}
  </TextHeading>
);

export const StepButton = (props: ComponentProps<typeof Button>) => (
  <Button size="large" modifier="fullWidth" {...props} />
);
