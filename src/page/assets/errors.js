// Why the server did not do something, by its codes. What has no code here stays in the server's English.

const REFUSED = {
  en: {
    'empty-side': 'A side cannot become empty: type a text, or reject the row.',
    'not-next': 'Only rows that follow each other are merged.',
    'cut-outside': 'The cut lies outside the text.',
    'cut-in-edit': 'The text was edited where the cut is: undo the edit, split, and edit then.',
    'cut-nothing': 'The cut would leave one of the rows empty.',
    'not-own': 'The sentence is not in this row any more.',
    'swap-other': 'Two rows of one document are needed.',
    'other-text': 'The rows are of different documents.',
    'move-in-edit': 'The text was edited: undo the edit, move the sentence, and edit then.',
    decided: 'A row that was decided on is not paired anew: undecide it first.',
    'no-pattern': '“{0}” is no regular expression: {1}',
    'slow-search': 'The search takes more than {0} seconds: use a simpler pattern.',
    'no-document': 'There are no such documents in the project.',
    'no-units': 'No row would go out: none with two sides has this status.',
    'bad-units': '{0} rows may not go out: {1}',
    'no-documents': 'The project has no documents.',
    'not-conserved': 'A sentence would be lost or used twice: nothing was changed.',
    disk: 'The project file cannot be used: {0}',
    closing: 'The program is about to end.',
    fault: 'The program has made a mistake. What was confirmed is on disk.',
  },
  fr: {
    'empty-side': 'Un côté ne peut pas devenir vide\u00a0: tapez un texte, ou rejetez la ligne.',
    'not-next': 'On ne fusionne que des lignes qui se suivent.',
    'cut-outside': 'La coupe est hors du texte.',
    'cut-in-edit': 'Le texte a été corrigé là où est la coupe\u00a0: annulez la correction, coupez, puis corrigez.',
    'cut-nothing': 'La coupe laisserait une des lignes vide.',
    'not-own': 'La phrase n’est plus dans cette ligne.',
    'swap-other': 'Il faut deux lignes d’un même document.',
    'other-text': 'Les lignes sont de documents différents.',
    'move-in-edit': 'Le texte a été corrigé\u00a0: annulez la correction, déplacez la phrase, puis corrigez.',
    decided: 'Une ligne décidée n’est pas appariée de nouveau\u00a0: remettez-la d’abord à décider.',
    'no-pattern': '«\u00a0{0}\u00a0» n’est pas une expression régulière\u00a0: {1}',
    'slow-search': 'La recherche prend plus de {0} secondes\u00a0: employez un motif plus simple.',
    'no-document': 'Le projet n’a pas ces documents.',
    'no-units': 'Aucune ligne ne sortirait\u00a0: aucune qui ait deux côtés n’est dans cet état.',
    'bad-units': '{0} lignes ne peuvent pas sortir\u00a0: {1}',
    'no-documents': 'Le projet n’a pas de documents.',
    'not-conserved': 'Une phrase serait perdue ou employée deux fois\u00a0: rien n’a été changé.',
    disk: 'Le fichier du projet ne peut pas servir\u00a0: {0}',
    closing: 'Le programme va s’arrêter.',
    fault: 'Le programme a fait une faute. Ce qui a été confirmé est sur le disque.',
  },
};

// What the server said, in words; `where` names the row, if it is one.
export function worded(language, said, where) {
  const text = REFUSED[language]?.[said.code] ?? REFUSED.en[said.code];
  if (!text) return said.message;
  const full = text.replace(/\{(\d)\}/g, (_, at) => said.values?.[at] ?? '');
  return where ? `${where}${language === 'fr' ? '\u00a0' : ''}: ${full}` : full;
}
