import {Button, FontVariant, PasswordInput, TextHeading} from '@pexip/components';
import {useState} from 'react';

import {useGuest, useUnkeyed} from '../context';
import {Step} from './Step';

export const Pin = () => {
  const unkeyed = useUnkeyed();
  const {goTo} = useGuest();
  const [pin, setPin] = useState('');
  return (
    <Step>
      <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-4">
        {unkeyed('pin.title')}
      </TextHeading>
      <PasswordInput
        label={unkeyed('pin.label')}
        name="pin"
        value={pin}
        inputMode="numeric"
        autoComplete="off"
        onValueChange={setPin}
      />
      <Button
        className="mt-5"
        size="large"
        modifier="fullWidth"
        onClick={() => goTo({screen: 'waiting'})}
      >
        {unkeyed('pin.join')}
      </Button>
    </Step>
  );
};
