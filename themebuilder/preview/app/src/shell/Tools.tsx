import type {RefObject} from 'react';

import type {ThemeSummary} from '../contract';
import {languageName} from '../guest/languages';
import {GUESTS} from '../origins';
import {findViewport, lookAddress, viewportName, VIEWPORTS, type Look} from '../screens';
import {CompareChoices, type Side} from './Compare';
import {useShell} from './context';
import {GalleryChoices} from './Gallery';
import {Button, Choice, Segments} from './controls';
import {APPEARANCES, MODES, VISIONS, ZOOMS} from './state';

/** The page's head: which view of the themes there is, and how the tool looks and speaks. */
export const Top = ({
  isConnected, isEditing, editButton, toggleEditing,
}: {
  isConnected: boolean;
  isEditing: boolean;
  editButton: RefObject<HTMLButtonElement | null>;
  /** Starts and ends editing; missing where nothing can be edited. */
  toggleEditing: (() => void) | undefined;
}) => {
  const {state, set, t} = useShell();
  const connection = t(isConnected ? 'connected' : 'disconnected');
  return (
    <header className="top">
      <h1>
        <span aria-hidden="true" className="mark" />
        themebuilder
      </h1>
      <Segments
        name="mode"
        legend={t('mode')}
        value={state.mode}
        options={MODES.map(mode => ({value: mode, label: t(`mode.${mode}`)}))}
        onChange={mode => set({mode})}
      />
      {toggleEditing && state.mode === 'screen' && (
        <Button ref={editButton} className={isEditing ? 'button primary' : 'button'} onClick={toggleEditing}>
          {t(isEditing ? 'edit.done' : 'edit')}
        </Button>
      )}
      <div className="top-end">
        <span className={isConnected ? 'pulse on' : 'pulse'} title={connection}>
          <span className="unseen">{connection}</span>
        </span>
        <Choice
          hideLabel
          label={t('appearance')}
          value={state.appearance}
          options={APPEARANCES.map(value => ({value, label: t(`appearance.${value}`)}))}
          onChange={appearance => set({appearance})}
        />
        <Segments
          name="uiLanguage"
          legend={t('shellLanguage')}
          value={state.uiLanguage}
          options={[
            {value: 'da', label: 'Dansk'},
            {value: 'en', label: 'English'},
          ]}
          onChange={uiLanguage => set({uiLanguage})}
        />
      </div>
    </header>
  );
};

/** What can be chosen about the windows that are shown. */
export const Tools = ({
  theme, languages, look, options, against, inspecting, inspect,
}: {
  theme: ThemeSummary;
  languages: readonly string[];
  look: Look;
  /** What the theme can be compared with, and what it is. */
  options: readonly Side[];
  against: Side | undefined;
  inspecting: boolean;
  /** Starts and ends the search for texts; missing while a click means something else. */
  inspect: (() => void) | undefined;
}) => {
  const {state, set, t, language} = useShell();
  const {mode} = state;
  return (
    <div className="tools">
      {mode !== 'gallery' && (
        <>
          <Choice
            label={t('viewport')}
            value={state.viewport}
            options={VIEWPORTS.map(({name, width, height}) => ({
              value: name,
              label: `${viewportName(state.uiLanguage, name)} ${String(width)} × ${String(height)}`,
            }))}
            onChange={viewport => set({viewport})}
          />
          <Choice
            label={t('language')}
            value={languages.includes(state.lang) ? state.lang : language}
            options={languages.map(code => ({value: code, label: languageName(code)}))}
            onChange={lang => set({lang})}
          />
        </>
      )}
      <Choice
        label={t('vision')}
        value={state.vision}
        options={VISIONS.map(vision => ({value: vision, label: t(`vision.${vision}`)}))}
        onChange={vision => set({vision})}
      />
      {(mode === 'screen' || mode === 'compare') && (
        <Segments
          name="zoom"
          legend={t('zoom')}
          value={state.zoom}
          options={ZOOMS.map(zoom => ({value: zoom, label: t(`zoom.${zoom}`)}))}
          onChange={zoom => set({zoom})}
        />
      )}
      {mode === 'gallery' && <GalleryChoices theme={theme} />}
      {mode === 'compare' && <CompareChoices {...{options, against}} />}
      {mode === 'screen' && inspect && (
        <Button aria-pressed={inspecting} title={t('keys.on')} onClick={inspect}>
          {t('keys')}
        </Button>
      )}
      {mode === 'screen' && (
        <a
          className="button quiet-button"
          target="_blank"
          rel="noreferrer"
          href={lookAddress(GUESTS + theme.view, {...look, pointer: findViewport(state.viewport).pointer})}
        >
          {t('open')}
        </a>
      )}
    </div>
  );
};
