import {Checkbox, useMobileDevice} from '@pexip/components';
import {useState} from 'react';

import {Note} from '../Note';
import {useGuest, useUnkeyed} from '../context';
import {Landing} from './Landing';
import {Step, StepButton} from './Step';

export const CustomStep = () => {
  const unkeyed = useUnkeyed();
  const {brand, language, goTo} = useGuest();
  const isMobile = useMobileDevice();
  const [confirmed, setConfirmed] = useState(false);
  const step = brand.manifest.customStep;
  if (!step) {
    return (
      <>
        <Landing />
        <Note kind="absent" />
      </>
    );
  }
  const source = step.source.get(language) ?? step.source.get('default') ?? '';
  return (
    <Step wide>
      <iframe
        // Its page may have changed too.
        key={brand.node.digest}
        className="custom-step"
        title="Custom step"
        src={source}
        // As a page of the package, not of the preview: it may not run script here.
        sandbox="allow-forms"
        style={{
          width: isMobile ? step.mobileWidth : step.width,
          height: isMobile ? step.mobileHeight : step.height,
        }}
      />
      {step.confirmation && (
        <Checkbox
          className="mt-4"
          name="confirm"
          label={unkeyed('confirm')}
          checked={confirmed}
          onChange={() => setConfirmed(!confirmed)}
        />
      )}
      <StepButton
        className="mt-5"
        isDisabled={step.confirmation && !confirmed}
        onClick={() => goTo({screen: 'landing'})}
      >
        {unkeyed('next')}
      </StepButton>
    </Step>
  );
};
