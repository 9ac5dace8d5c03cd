import {PasswordInput} from '@pexip/components';
import {useState} from 'react';

import {useGuest, useUnkeyed} from '../context';
import {Step, StepButton, StepHeading} from './Step';

export const Pin = () => {
  const unkeyed = useUnkeyed();
  const {goTo} = useGuest();
  const [pin, setPin] = useState('');
  return (
    <Step>
      <StepHeading>{unkeyed('pin.title')}</StepHeading>
      <PasswordInput
        label={unkeyed('pin.label')}
        name="pin"
        value={pin}
        inputMode="numeric"
        autoComplete="off"
        onValueChange={setPin}
      />
      <StepButton className="mt-5" onClick={() => goTo({screen: 'waiting'})}>
        {unkeyed('pin.join')}
      </StepButton>
    </Step>
  );
};
