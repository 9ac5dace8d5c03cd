import {Button, FontVariant, PasswordInput, TextHeading} from '@pexip/components';
import {useState} from 'react';

import {useGuest, useUnkeyed} from '../context';
import {Step} from './Step';

export const Pin = () => {
  const say = useUnkeyed();
  const {goTo} = useGuest();
  const [pin, setPin] = useState('');
  return (
    <Step>
      <TextHeading htmlTag="h1" fontVariant={FontVariant.H4} className="mb-4">
        {say('pin.title')}
      </TextHeading>
      <PasswordInput
        label={say('pin.label')}
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
        {say('pin.join')}
      </Button>
    </Step>
  );
};
