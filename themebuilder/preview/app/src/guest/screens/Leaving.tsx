import {Button, FontVariant, Text, TextHeading, Toast} from '@pexip/components';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {Note} from '../Note';
import {Step} from './Step';

export const Disconnected = () => {
  const unkeyed = useUnkeyed();
  const {brand, goTo} = useGuest();
  const destination = brand.manifest.disconnectDestination;
  return (
    <>
      <Step>
        <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-4">
          {unkeyed('disconnected.title')}
        </TextHeading>
        <Button
          size="large"
          modifier="fullWidth"
          onClick={() => goTo({screen: 'landing'})}
        >
          {unkeyed('disconnected.rejoin')}
        </Button>
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
        <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-3">
          {unkeyed('error.title')}
        </TextHeading>
        <Text htmlTag="p" className="mb-5">
          {unkeyed('error.body')}
        </Text>
        <Button
          size="large"
          modifier="fullWidth"
          onClick={() => goTo({screen: 'landing'})}
        >
          {t('common.try-again', 'Try again')}
        </Button>
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
