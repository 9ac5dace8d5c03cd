/** What each value of the brand changes on the screen. */

import type {UiLanguage} from './words';

const BRAND: Record<string, {da: [string, string]; en: [string, string]}> = {
  name: {
    da: ['Navn', 'Navnet i de tekster, der nævner tjenesten, og i logoets beskrivelse.'],
    en: ['Name', 'The name in texts that mention the service, and in the logo’s description.'],
  },
  title: {
    da: ['Titel', 'Står i browserens faneblad.'],
    en: ['Title', 'Shown on the browser’s tab.'],
  },
  palette: {
    da: ['Nuancer', 'De elleve nuancer, fra lys til mørk, i stedet for dem, farven giver.'],
    en: ['Shades', 'Eleven shades, light to dark, instead of those derived from the colour.'],
  },
  'overlay.tint': {
    da: ['Slør, farve', 'Det lyse eller mørke slør over baggrundsbilledet.'],
    en: ['Veil, colour', 'The light or dark veil over the background picture.'],
  },
  'overlay.opacity': {
    da: [
      'Slør, styrke',
      'Jo højere den er, jo mindre ses der af baggrundsbilledet. Webappen kan vise det anderledes: Hvordan den blander slør og billede, er ikke offentliggjort.',
    ],
    en: [
      'Veil, strength',
      'The higher it is, the less of the background picture is visible. The web app may look different: how it mixes veil and picture isn’t published.',
    ],
  },
  color: {
    da: ['Farve', 'Elleve nuancer bliver regnet ud af den: knapper, kanter, mørke flader.'],
    en: ['Colour', 'Eleven shades are derived from it: buttons, borders, dark surfaces.'],
  },
  background_color: {
    da: ['Baggrundsfarve', 'Fladen bag mødet, og bag alt andet uden billede.'],
    en: [
      'Background colour',
      'The surface behind the meeting, and behind other pages without a picture.',
    ],
  },
  background: {
    da: ['Baggrund', 'Billedet bag forsiden og de andre sider uden for mødet.'],
    en: [
      'Background',
      'The picture behind the landing page and the other pages outside the meeting.',
    ],
  },
  logo: {
    da: ['Logo', 'Står på kortet, højst 168 × 80 punkter.'],
    en: ['Logo', 'Shown on the card, at most 168 × 80 points.'],
  },
  card: {
    da: ['Kortets billede', 'Øverste halvdel af kortet.'],
    en: ['Picture of the card', 'The upper half of the card.'],
  },
  screen: {
    da: ['Mødeskærmens billede', 'Bag teksten, mens gæsten venter.'],
    en: ['Picture of meeting screens', 'Behind the text while the guest waits.'],
  },
  favicon: {da: ['Ikon', 'I browserens faneblad.'], en: ['Icon', 'On the browser’s tab.']},
};

export const explainBrand = (
  uiLanguage: UiLanguage,
  name: string,
): {name: string; effect: string} => {
  const [title, effect] = BRAND[name]?.[uiLanguage] ?? [name, ''];
  return {name: title, effect};
};
