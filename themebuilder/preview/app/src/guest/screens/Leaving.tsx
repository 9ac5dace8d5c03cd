import {Button, FontVariant, Text, TextHeading, Toast} from '@pexip/components';
import {useTranslation} from 'react-i18next';

import {useGuest, useUnkeyed} from '../context';
import {Note} from '../Note';
import {Step} from './Step';

export const Disconnected = () => {
  const say = useUnkeyed();
  const {brand, goTo} = useGuest();
  const destination = brand.manifest.disconnectDestination;
  return (
    <>
      <Step>
        <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-4">
          {say('disconnected.title')}
        </TextHeading>
        <Button
          size="large"
          modifier="fullWidth"
          onClick={() => goTo({screen: 'landing'})}
        >
          {say('disconnected.rejoin')}
        </Button>
      </Step>
      {destination && <Note kind="moved" detail={destination} />}
    </>
  );
};

/** The call ended with a reason from the server; that sentence is the server's, in English. */
export const Failed = () => {
  const {t} = useTranslation();
  const say = useUnkeyed();
  const {goTo} = useGuest();
  return (
    <>
      <Step>
        <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-3">
          {say('error.title')}
        </TextHeading>
        <Text htmlTag="p" className="mb-5">
          {say('error.body')}
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
        message={say('error.toast')}
        position="topCenter"
        timeout={0}
      />
    </>
  );
};
