// English and French.

const WORDS = {
  en: {
    reading: 'In order', worst: 'Worst first', nextDoubtful: 'Next doubtful', acceptAbove: 'Accept above …', undo: 'Undo', redo: 'Redo',
    spaces: 'No-break spaces', settings: 'Settings', help: 'Keys', regex: 'regex', showAll: 'Show all', document: 'Document', order: 'Order',
    history: 'History', status: 'Status', flag: 'Flag', search: 'Search the texts', rows: 'Rows',
    anyStatus: 'Any status', anyFlag: 'All rows', flagged: 'With a flag', person: 'Paired by a person', commented: 'With a comment',
    todo: 'to decide', ok: 'right', fix: 'right after an edit', reject: 'wrong',
    accept: 'Accept', doReject: 'Reject', merge: 'Merge with next', split: 'Split', swap: 'Swap with next', edit: 'Edit', comment: 'Comment',
    reopen: 'Undecide', firstUp: 'First sentence to the row before', lastDown: 'Last sentence to the next row',
    source: 'Source', target: 'Target', row: 'Row {0}', confidence: '{0} % sure', byPerson: 'paired by a person',
    noSource: 'no source: an addition?', noTarget: 'no translation: an omission?', movedTo: 'moved: its target stands behind that of row {0}', movedFirst: 'moved: its target stands before all others',
    save: 'Save', cancel: 'Cancel', close: 'Close', ofDocument: 'The document’s own text', showWhole: 'Show all {0} characters', edited: 'edited',
    left: '{0} of {1} to decide, about {2} min', leftNone: 'All {0} rows are decided', found: '{0} rows', foundOne: '1 row', none: 'No row is like that.',
    noneLeft: 'Nothing is left to decide here.', noNext: 'There is no next row.', noBefore: 'There is no row before.', noDoubtful: 'No doubtful row is left.',
    nothingToUndo: 'Nothing to undo.', nothingToRedo: 'Nothing to redo.', noSentence: 'This side has no sentence.',
    conflict: 'Row {0} has changed since you saw it ({1}). Nothing was overwritten: look at it again.',
    conflictEdit: 'Somebody changed this row meanwhile ({0}). Your text is still here; theirs stands below.',
    theirs: 'Now', saveMine: 'Save mine', takeTheirs: 'Keep theirs', goneRow: 'The row is gone ({0}). This is what you had typed:',
    offline: 'The program does not answer. What was confirmed is on disk; what you type is kept here.',
    closed: 'The program was started anew: open the link that it printed. What was confirmed is on disk; what you type is kept here.',
    draft: 'An edit of row {0} was not saved.', openDraft: 'Open it', forget: 'Forget it',
    splitHow: 'Put the caret of each side where the row shall be cut. Tab changes sides, Enter cuts, Escape leaves it.', cut: 'Cut here',
    suggestion: 'The rows around could be paired like this:', rivalHead: 'Or should it be like this?', rival: 'Other pairing', pastDoubt: 'What is left is doubtful to less than 1 % a row: A accepts it at once.', carry: 'Pick up, put down', carrying: 'Picked up: go to the row that shall have them, and press v.', pickedGone: 'The row has changed: pick the sentences up again.',
    noRival: 'No other pairing of this row is probable.', apply: 'Pair them so', dismiss: 'Leave them', applied: 'Paired anew.',
    acceptText: 'Accept all undecided rows of this document that are at least this sure:', alsoFlagged: 'Those with flags too',
    wouldAccept: '{0} rows would be accepted. By their confidence, about {1} of them are not right.', acceptedRows: '{0} rows accepted.', percent: 'per cent',
    did: '{0} · {1}', author: 'Your name, for those who review with you', language: 'Language', theme: 'Colours', system: 'as the system', light: 'light', dark: 'dark',
    print: 'Print …', table: 'Table of all rows, to review in a spreadsheet', memory: 'Translation memory', memoryRows: 'Rows of the memory',
    rowsSigned: 'right, as they are or after an edit', rowsOk: 'right as they are', rowsAll: 'all but wrong ones', download: 'Save as TMX', downloaded: '{0} rows saved as TMX.', keys: 'Keys', other: 'Somebody', undone: 'Undone: {0}', redone: 'Redone: {0}', commentOf: 'Comment on row {0}',
    draftsKept: 'Ctrl+Enter saves, Escape leaves it.', rowGone: 'the row is gone', previous: 'Previous row', next: 'Next row', pages: 'Page up, page down', side: 'Source, target', mode: 'In order, worst first', find: 'Search', dismissKey: 'Close, leave',
    dropped: 'The keys pressed after that were not done.', goneButton: 'This row has become part of another.',
    number: 'Stands on this side only',
    'set-status': 'status', 'do-edit': 'edit', 'do-comment': 'comment', 'do-merge': 'merge', 'do-split': 'split', 'do-move': 'sentence moved', 'do-swap': 'swap',
    'do-assign': 'sentences moved', 'do-replace': 'paired anew', 'do-all': 'several changes',
  },
  fr: {
    reading: 'Dans l’ordre', worst: 'Les pires d’abord', nextDoubtful: 'Douteux suivant', acceptAbove: 'Accepter au-dessus de…', undo: 'Annuler', redo: 'Rétablir',
    spaces: 'Espaces insécables', settings: 'Réglages', help: 'Touches', regex: 'regex', showAll: 'Tout afficher', document: 'Document', order: 'Ordre',
    history: 'Historique', status: 'État', flag: 'Signalement', search: 'Chercher dans les textes', rows: 'Lignes',
    anyStatus: 'Tous les états', anyFlag: 'Toutes les lignes', flagged: 'Avec un signalement', person: 'Appariées à la main', commented: 'Avec un commentaire',
    todo: 'à décider', ok: 'juste', fix: 'juste après correction', reject: 'faux',
    accept: 'Accepter', doReject: 'Rejeter', merge: 'Fusionner avec la suivante', split: 'Couper', swap: 'Échanger avec la suivante', edit: 'Corriger', comment: 'Commenter',
    reopen: 'Remettre à décider', firstUp: 'Première phrase à la ligne précédente', lastDown: 'Dernière phrase à la ligne suivante',
    source: 'Source', target: 'Cible', row: 'Ligne {0}', confidence: 'sûr à {0}\u00a0%', byPerson: 'appariée à la main',
    noSource: 'sans source\u00a0: un ajout\u202f?', noTarget: 'sans traduction\u00a0: une omission\u202f?', movedTo: 'déplacée\u00a0: sa cible se trouve après celle de la ligne {0}', movedFirst: 'déplacée\u00a0: sa cible se trouve avant toutes les autres',
    save: 'Enregistrer', cancel: 'Abandonner', close: 'Fermer', ofDocument: 'Le texte du document', showWhole: 'Afficher les {0} caractères', edited: 'corrigé',
    left: '{0} sur {1} à décider, environ {2} min', leftNone: 'Les {0} lignes sont décidées', found: '{0} lignes', foundOne: '1 ligne', none: 'Aucune ligne ne correspond.',
    noneLeft: 'Il ne reste rien à décider ici.', noNext: 'Il n’y a pas de ligne suivante.', noBefore: 'Il n’y a pas de ligne précédente.', noDoubtful: 'Il ne reste aucune ligne douteuse.',
    nothingToUndo: 'Rien à annuler.', nothingToRedo: 'Rien à rétablir.', noSentence: 'Ce côté n’a pas de phrase.',
    conflict: 'La ligne {0} a changé depuis que vous l’avez vue ({1}). Rien n’a été écrasé\u00a0: regardez-la de nouveau.',
    conflictEdit: 'Quelqu’un a changé cette ligne entre-temps ({0}). Votre texte est toujours là\u00a0; le sien est dessous.',
    theirs: 'Maintenant', saveMine: 'Enregistrer le mien', takeTheirs: 'Garder le sien', goneRow: 'La ligne n’existe plus ({0}). Voici ce que vous aviez tapé\u00a0:',
    offline: 'Le programme ne répond pas. Ce qui a été confirmé est sur le disque\u00a0; ce que vous tapez est gardé ici.',
    closed: 'Le programme a été relancé\u00a0: ouvrez le lien qu’il a affiché. Ce qui a été confirmé est sur le disque\u00a0; ce que vous tapez est gardé ici.',
    draft: 'Une correction de la ligne {0} n’a pas été enregistrée.', openDraft: 'L’ouvrir', forget: 'L’oublier',
    splitHow: 'Placez le curseur de chaque côté là où la ligne doit être coupée. Tab change de côté, Entrée coupe, Échap renonce.', cut: 'Couper ici',
    suggestion: 'Les lignes voisines pourraient être appariées ainsi\u00a0:', rivalHead: 'Ou plutôt ainsi\u202f?', rival: 'Autre appariement', pastDoubt: 'Ce qui reste est douteux à moins de 1\u00a0% par ligne\u00a0: A l’accepte d’un coup.', carry: 'Prendre, poser', carrying: 'Prises\u00a0: allez à la ligne qui doit les avoir, et pressez v.', pickedGone: 'La ligne a changé\u00a0: prenez les phrases de nouveau.',
    noRival: 'Aucun autre appariement de cette ligne n’est probable.', apply: 'Les apparier ainsi', dismiss: 'Les laisser', applied: 'Appariées de nouveau.',
    acceptText: 'Accepter toutes les lignes à décider de ce document qui sont au moins aussi sûres\u00a0:', alsoFlagged: 'Celles qui ont un signalement aussi',
    wouldAccept: '{0} lignes seraient acceptées. D’après leur confiance, environ {1} d’entre elles ne sont pas justes.', acceptedRows: '{0} lignes acceptées.', percent: 'pour cent',
    did: '{0} · {1}', author: 'Votre nom, pour ceux qui relisent avec vous', language: 'Langue', theme: 'Couleurs', system: 'comme le système', light: 'clair', dark: 'sombre',
    print: 'Imprimer…', table: 'Tableau de toutes les lignes, à relire dans un tableur', memory: 'Mémoire de traduction', memoryRows: 'Lignes de la mémoire',
    rowsSigned: 'justes, telles quelles ou après correction', rowsOk: 'justes telles quelles', rowsAll: 'toutes sauf les fausses', download: 'Enregistrer en TMX', downloaded: '{0} lignes enregistrées en TMX.', keys: 'Touches', other: 'Quelqu’un', undone: 'Annulé\u00a0: {0}', redone: 'Rétabli\u00a0: {0}', commentOf: 'Commentaire sur la ligne {0}',
    draftsKept: 'Ctrl+Entrée enregistre, Échap abandonne.', rowGone: 'la ligne n’existe plus', previous: 'Ligne précédente', next: 'Ligne suivante', pages: 'Page précédente, suivante', side: 'Source, cible', mode: 'Dans l’ordre, les pires d’abord', find: 'Chercher', dismissKey: 'Fermer, renoncer',
    dropped: 'Les touches pressées ensuite n’ont rien fait.', goneButton: 'Cette ligne fait maintenant partie d’une autre.',
    number: 'Seulement de ce côté',
    'set-status': 'état', 'do-edit': 'correction', 'do-comment': 'commentaire', 'do-merge': 'fusion', 'do-split': 'coupe', 'do-move': 'phrase déplacée', 'do-swap': 'échange',
    'do-assign': 'phrases déplacées', 'do-replace': 'nouvel appariement', 'do-all': 'plusieurs changements',
  },
};

const FLAGS = {
  en: {},
  fr: {
    unpaired: 'seule', doubtful: 'douteuse', numbers: 'nombres', length: 'longueur', untranslated: 'non traduite', quotes: 'guillemets', units: 'unités',
    brackets: 'parenthèses', ending: 'fin', names: 'noms', inconsistent: 'incohérente', spaces: 'espaces', apostrophes: 'apostrophes',
  },
};

// What the flags say, in French; what is not here stays English.
const REASONS = [
  [/^the target has no source$/, 'la cible n’a pas de source'],
  [/^the source has no target$/, 'la source n’a pas de traduction'],
  [/^the aligner is sure to (\d+) % only$/, 'l’alignement n’est sûr qu’à $1\u00a0%'],
  [/ in the source only, /, ' dans la source seulement, '],
  [/ in the source only$/, ' dans la source seulement'],
  [/ in the target only$/, ' dans la cible seulement'],
  [/^the target has (\S+) times the characters of the source, (\S+) are usual$/, 'la cible a $1 fois les caractères de la source, l’usage est de $2'],
  [/^most words of the source stand in the target$/, 'la plupart des mots de la source sont dans la cible'],
  [/^quotation marks are balanced on one side only$/, 'les guillemets ne vont par paires que d’un côté'],
  [/^(.*) is balanced on one side only$/, '$1 ne va par paires que d’un côté'],
  [/^one side ends with (.*), the other with (.*)$/, 'un côté finit par $1, l’autre par $2'],
  [/^one side ends with (.*), the other without a mark$/, 'un côté finit par $1, l’autre sans signe'],
  [/^(.*) is not in the target, which has it elsewhere$/, '$1 manque dans la cible, qui l’a ailleurs'],
  [/^the same source has another target elsewhere$/, 'la même source a une autre cible ailleurs'],
  [/^the same target has another source elsewhere$/, 'la même cible a une autre source ailleurs'],
  [/^the source has two spaces in a row$/, 'la source a deux espaces de suite'],
  [/^the target has two spaces in a row$/, 'la cible a deux espaces de suite'],
  [/^the source has both (.*) and (.*)$/, 'la source a $1 et $2'],
  [/^the target has both (.*) and (.*)$/, 'la cible a $1 et $2'],
];

export const words = {
  language: 'en',
  of(name, ...values) {
    const text = WORDS[words.language][name] ?? WORDS.en[name] ?? name;
    return text.replace(/\{(\d)\}/g, (_, at) => values[at]);
  },
  flag(name) {
    return FLAGS[words.language][name] ?? name;
  },
  reason(line) {
    const at = line.indexOf(': ');
    const flag = line.slice(0, at);
    if (words.language === 'en' || at < 0) return line;
    let saw = line.slice(at + 2);
    for (const [pattern, french] of REASONS) saw = saw.replace(pattern, french);
    return `${words.flag(flag)}\u00a0: ${saw}`;
  },
  number(value) {
    return value.toLocaleString(words.language);
  },
};

// The words of what stands in the page from the beginning.
export function translate(root) {
  for (const node of root.querySelectorAll('[data-word]')) {
    const { word, key } = node.dataset;
    node.textContent = words.of(word);
    if (key) {
      node.title = `${words.of(word)} (${key})`;
      node.setAttribute('aria-keyshortcuts', key.length === 1 && key !== key.toLowerCase() ? `Shift+${key}` : key);
    }
  }
  for (const node of root.querySelectorAll('[data-label]')) node.setAttribute('aria-label', words.of(node.dataset.label));
}
