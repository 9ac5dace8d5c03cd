import {Button, Prose} from '../controls';
import {useEditing} from './context';

/** What happened to the draft that its user didn't do: files, branch, connection, disk. */
export const Notices = () => {
  const {session, edit, t, te} = useEditing();
  return (
    <>
      <div role="status" className="notices">
        {edit.isLost && <p className="notice warning">{te('lostConnection')}</p>}
        {edit.draft.moved.length > 0 && <p className="notice">{te('moved')}</p>}
        {edit.refusal && (
          <div className="notice error">
            <p>{te(edit.isBlocked ? 'blocked' : 'refused')}</p>
            <p><Prose text={t(edit.refusal.why)} /></p>
            {edit.refusal.yaml && <pre>{edit.refusal.yaml}</pre>}
          </div>
        )}
      </div>
      {edit.draft.parked.map(({branch, edits}, number) => (
        <section key={number} className="notice" role="status">
          <p>{te(edits === 1 ? 'parked.one' : 'parked.many', {branch, count: edits})}</p>
          <div className="answers">
            <Button onClick={() => void session.answerParked(number, true)}>{te('parked.keep')}</Button>
            <Button onClick={() => void session.answerParked(number, false)}>{te('parked.drop')}</Button>
          </div>
        </section>
      ))}
    </>
  );
};
