import './edit.css';
import './newTheme.css';

import {useEffect, useId, useRef, useState, type ReactNode} from 'react';

import type {ThemeDetail} from '../../contract';
import type {ThemePlan, ThemeRequest} from '../../editContract';
import {useShell} from '../context';
import {Button, Options, Prose} from '../controls';
import {explainBrand} from '../words';
import {planTheme} from './client';
import {makeShades, parseHex} from './color';
import {NewThemeLooks} from './NewThemeLooks';
import {colorPart} from './parts';
import {NearestColor, Shades} from './Shades';
import {Card} from './SettingEditor';
import {START, startRequest, tidy} from './themeRequest';
import type {EditSession} from './session';
import {useFocusNearby} from './useFocusNearby';
import {useEditState} from './useSession';
import {useEditWords} from './words';

const PAUSE_MS = 200;

/** A theme from a name, whom it is for and a colour; then how it looks, before it is kept. */
const NewTheme = ({
  session, detail, onClose,
}: {
  session: EditSession;
  detail: ThemeDetail | null;
  onClose: () => void;
}) => {
  const {state, set, t} = useShell();
  const te = useEditWords();
  const {draft, isLost, refusal} = useEditState(session);
  const dialog = useRef<HTMLDialogElement>(null);
  useFocusNearby(dialog);
  // By name: without one, the page would show the new theme, as the first of the list.
  const before = useRef({...state, theme: detail?.name ?? state.theme});
  const [request, setRequest] = useState(() => startRequest(detail));
  const [created, setCreated] = useState('');
  const close = (): void => dialog.current?.close();

  useEffect(() => {
    dialog.current?.showModal();
    // The dialog starts at its first control, a choice that most keep.
    const name = dialog.current?.querySelector<HTMLInputElement>('input[required]');
    // Unlike to select, this brings it into view.
    name?.focus();
    name?.select();
  }, []);

  const create = async (): Promise<void> => {
    const theme = await session.create(tidy(request));
    if (!theme) return;
    setCreated(theme);
    set({theme, lang: '', against: '', part: '', mode: 'screen', edit: '1'});
  };
  const goBack = (): void => {
    const made = draft.edits.filter(one => one.part === `theme:${created}`);
    const color = draft.edits.find(one => one.theme === created && one.part === colorPart('color'))?.value;
    if (typeof color === 'string') setRequest({...request, color});
    setCreated('');
    set(before.current);
    void session.discard(made.map(({id}) => id));
  };

  return (
    <dialog
      ref={dialog}
      tabIndex={-1}
      className={created ? 'review new-theme wide' : 'review new-theme'}
      aria-labelledby="new-theme-title"
      onClose={onClose}
      onCancel={event => {
        // A file picker that is cancelled says so too.
        if (!created || event.target !== event.currentTarget) return;
        event.preventDefault();
        goBack();
      }}
      onKeyDown={event => event.stopPropagation()}
    >
      {isLost && <p className="notice warning" role="status">{te('lostConnection')}</p>}
      {refusal && (
        <p className="notice error" role="alert"><Prose text={t(refusal.why)} /></p>
      )}
      {created ? (
        <NewThemeLooks
          session={session}
          detail={detail?.name === created ? detail : null}
          onBack={goBack}
          onKeep={close}
        />
      ) : (
        <Form {...{request, setRequest}} onCancel={close} onSubmit={() => void create()} />
      )}
    </dialog>
  );
};

export default NewTheme;

const Form = ({
  request, setRequest, onCancel, onSubmit,
}: {
  request: ThemeRequest;
  setRequest: (request: ThemeRequest) => void;
  onCancel: () => void;
  onSubmit: () => void;
}) => {
  const {state, t} = useShell();
  const te = useEditWords();
  const [plan, setPlan] = usePlan(request);
  const [touched, setTouched] = useState<ReadonlySet<keyof ThemeRequest>>(new Set());
  const group = useId();
  const code = useRef<HTMLInputElement>(null);
  const color = parseHex(request.color);
  const nearest = plan?.of === color ? plan.nearest : '';
  const change = (one: Partial<ThemeRequest>): void => setRequest({...request, ...one});
  const leave = (field: keyof ThemeRequest): void => setTouched(new Set([...touched, field]));
  // What isn't written yet is no fault of the user.
  const faultOf = (field: keyof ThemeRequest): string => {
    const fault = plan?.faults[field];
    return fault && (touched.has(field) || request[field]) && request.name ? t(fault) : '';
  };
  const twin = plan?.organisations.find(
    one => one.title.toLowerCase() === request.name.trim().toLowerCase(),
  );
  const organisations = (plan?.organisations ?? [])
    .map(({name, title, is_own}) => ({
      value: name,
      label: title,
      group: te(is_own ? 'new.organisation.own' : 'new.organisation.shipped'),
      is_own,
    }))
    .sort((one, other) => Number(other.is_own) - Number(one.is_own));
  // What is known of the request may be older than its last key.
  const submit = async (): Promise<void> => {
    const newest = await ask(tidy(request)).catch(() => null);
    if (newest) setPlan(newest);
    if (newest && Object.keys(newest.faults).length > 0) setTouched(new Set(['name', 'color', 'path']));
    else onSubmit();
  };

  return (
    <form
      className="new-form"
      onSubmit={event => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 id="new-theme-title">{t('newTheme')}</h2>
      <div className="review-body">
        <fieldset className="choices audience">
          <legend>{te('new.audience')}</legend>
          {([['external', false], ['internal', true]] as const).map(([which, is_internal]) => (
            <Card
              key={which}
              name={group}
              isOn={request.is_internal === is_internal}
              onChoose={() => change({is_internal})}
            >
              <strong>{te(`new.${which}`)}</strong>
              <br />
              <small>{te(`new.${which}.hint`)}</small>
            </Card>
          ))}
        </fieldset>
        <Field label={te('new.name')} hint={te('new.name.hint')} fault={faultOf('name')}>
          {described => (
            <input
              {...described}
              autoFocus
              required
              maxLength={200}
              autoComplete="off"
              value={request.name}
              onChange={event => change({name: event.target.value})}
              onBlur={() => leave('name')}
            />
          )}
        </Field>
        {twin && !request.organisation && (
          <Button onClick={() => change({organisation: twin.name})}>
            {te('new.organisation.use', {name: twin.title})}
          </Button>
        )}
        <Field
          label={te('new.organisation')}
          hint={te('new.organisation.hint')}
          fault={faultOf('organisation')}
        >
          {described => (
            <select
              {...described}
              value={request.organisation}
              onChange={event => change({organisation: event.target.value})}
            >
              <option value="">
                {!plan && request.organisation
                  ? t('loading')
                  : te(request.name ? 'new.organisation.new' : 'new.organisation.noName', {name: request.name})}
              </option>
              <Options options={organisations} />
            </select>
          )}
        </Field>
        <Field label={te('hex')} hint={te('new.color.hint')} fault={color ? '' : te('hex.wrong')}>
          {described => (
            <span className="color-field">
              <input
                type="color"
                aria-label={explainBrand(state.uiLanguage, 'color').name}
                value={(color || START.color).toLowerCase()}
                onChange={event => change({color: event.target.value.toUpperCase()})}
              />
              <input
                {...described}
                ref={code}
                spellCheck={false}
                autoComplete="off"
                value={request.color}
                onChange={event => change({color: event.target.value})}
                onBlur={() => change({color: color || request.color})}
              />
            </span>
          )}
        </Field>
        {color && (
          <div className="field">
            <Shades palette={makeShades(color)} />
            {nearest && (
              <div role="status" className="too-faint">
                <p className="measure over">{te('new.faint')}</p>
                <NearestColor
                  color={nearest}
                  onChoose={() => {
                    change({color: nearest});
                    // The button goes.
                    code.current?.focus();
                  }}
                />
              </div>
            )}
          </div>
        )}
        <Field
          label={te('new.path')}
          hint={te('new.path.hint', {path: request.path || plan?.path || '…'})}
          fault={faultOf('path')}
        >
          {described => (
            <input
              {...described}
              spellCheck={false}
              autoComplete="off"
              placeholder={plan?.path}
              value={request.path}
              onChange={event => change({path: event.target.value.trim()})}
              onBlur={() => leave('path')}
            />
          )}
        </Field>
      </div>
      <div className="review-end">
        <Button onClick={onCancel}>{te('new.cancel')}</Button>
        <Button type="submit" className="button primary">{te('new.show')}</Button>
      </div>
    </form>
  );
};

/** What the server would make of a request, and of which colour. */
type Plan = ThemePlan & {of: string};

const ask = async (request: ThemeRequest, signal?: AbortSignal): Promise<Plan> => ({
  ...(await planTheme(request, signal)),
  of: request.color,
});

/** The plan of *request*, a moment after the last key; null until it is known. */
const usePlan = (request: ThemeRequest): [Plan | null, (plan: Plan) => void] => {
  const [plan, setPlan] = useState<Plan | null>(null);
  useEffect(() => {
    const aborter = new AbortController();
    const timer = window.setTimeout(() => {
      ask(tidy(request), aborter.signal).then(setPlan, () => undefined);
    }, PAUSE_MS);
    return () => {
      window.clearTimeout(timer);
      aborter.abort();
    };
  }, [request]);
  return [plan, setPlan];
};

interface Described {
  id: string;
  'aria-describedby': string;
  'aria-invalid': boolean;
}

const Field = ({
  label, hint, fault, children,
}: {
  label: string;
  hint: string;
  fault: string;
  children: (described: Described) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {children({id, 'aria-describedby': `${id}-hint`, 'aria-invalid': fault !== ''})}
      <p id={`${id}-hint`} className={fault ? 'measure over' : 'measure'} aria-live="polite">
        {fault ? <Prose text={fault} /> : hint}
      </p>
    </div>
  );
};
