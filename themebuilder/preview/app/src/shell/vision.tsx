import type {Vision} from './state';

/**
 * Colour blindness as matrices on linear light: Machado, Oliveira and Fernandes, “A physiologically-based model
 * for simulation of color vision deficiency”, 2009, severity 1.
 */
const MATRICES = {
  protan: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deutan: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritan: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

export const visionFilter = (vision: Vision): string => {
  switch (vision) {
    case 'none':
      return 'none';
    case 'blur':
      return 'blur(2.5px)';
    case 'contrast':
      return 'contrast(0.45) brightness(1.15)';
    default:
      return `url(#vision-${vision})`;
  }
};

/** The filters that `visionFilter` names; drawn once, seen never. */
export const VisionFilters = () => (
  <svg className="unseen" aria-hidden="true" focusable="false">
    {Object.entries(MATRICES).map(([name, rows]) => (
      <filter key={name} id={`vision-${name}`} colorInterpolationFilters="linearRGB">
        <feColorMatrix
          values={[...rows.map(row => `${row.join(' ')} 0 0`), '0 0 0 1 0'].join(' ')}
        />
      </filter>
    ))}
  </svg>
);
