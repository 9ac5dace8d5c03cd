import {Text, Toast} from '@pexip/components';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {Note} from '../Note';
import {Step, StepButton, StepHeading} from './Step';

export const Disconnected = () => {
  const unkeyed = useUnkeyed();
  const {brand, goTo} = useGuest();
  const destination = brand.manifest.disconnectDestination;
  return (
    <>
      <Step>
        <StepHeading>{unkeyed('disconnected.title')}</StepHeading>
        <StepButton onClick={() => goTo({screen: 'landing'})}>{unkeyed('disconnected.rejoin')}</StepButton>
      </Step>
      {destination && <Note kind="moved" detail={destination} />}
    </>
  );
};

/** The call ended with a reason from the server; that sentence is the server's, in English. */
export const Failed = () => {
  const {t} = useTranslation();
  const unkeyed = useUnkeyed();
  const {goTo} = useGuest();
  return (
    <>
      <Step>
        <StepHeading className="mb-3">{unkeyed('error.title')}</StepHeading>
        <Text htmlTag="p" className="mb-5">
          {unkeyed('error.body')}
        </Text>
        <StepButton onClick={() => goTo({screen: 'landing'})}>{t('common.try-again', 'Try again')}</StepButton>
      </Step>
      <Toast
        isDanger
        isDisplayed
        isVisible
        message={unkeyed('error.toast')}
        position="topCenter"
        timeout={0}
      />
    </>
  );
};
