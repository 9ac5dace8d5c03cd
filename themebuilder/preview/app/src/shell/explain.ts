/** What each value of the brand changes on the screen. */

import type {UiLanguage} from './words';

const BRAND: Record<string, {da: [string, string]; en: [string, string]}> = {
  name: {
    da: ['Navn', 'Navnet i de tekster, der nævner tjenesten, og i logoets beskrivelse.'],
    en: ['Name', 'The name in the texts that speak of the service, and in the logo’s description.'],
  },
  title: {
    da: ['Titel', 'Står i browserens faneblad.'],
    en: ['Title', 'Stands on the browser’s tab.'],
  },
  palette: {
    da: ['Toner', 'De elleve toner, lys til mørk, i stedet for dem, farven giver.'],
    en: ['Shades', 'The eleven shades, light to dark, instead of those that the colour gives.'],
  },
  'overlay.tint': {
    da: ['Slør, farve', 'Det lyse eller mørke slør over baggrundsbilledet.'],
    en: ['Veil, colour', 'The light or dark veil over the background picture.'],
  },
  'overlay.opacity': {
    da: [
      'Slør, styrke',
      'Her ses der mindre af baggrundsbilledet, jo højere den er. Webapp3 kan vise det anderledes: hvordan det blander slør og billede, er ikke offentliggjort.',
    ],
    en: [
      'Veil, strength',
      'Here the background picture shows less, the higher it is. Webapp3 may show it otherwise: how it mixes veil and picture is not published.',
    ],
  },
  color: {
    da: ['Farve', 'Elleve toner bliver regnet ud af den: knapper, kanter, mørke flader.'],
    en: ['Colour', 'Eleven shades are derived from it: buttons, borders, dark surfaces.'],
  },
  background_color: {
    da: ['Baggrundsfarve', 'Fladen bag mødet, og bag alt andet uden billede.'],
    en: [
      'Background colour',
      'The surface behind the meeting, and behind the rest where there is no picture.',
    ],
  },
  background: {
    da: ['Baggrund', 'Billedet bag forsiden og de andre trin uden for mødet.'],
    en: [
      'Background',
      'The picture behind the landing page and the other steps outside of the meeting.',
    ],
  },
  logo: {
    da: ['Logo', 'Står på kortet, højst 168 × 80 punkter.'],
    en: ['Logo', 'Stands on the card, at most 168 × 80 points.'],
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
