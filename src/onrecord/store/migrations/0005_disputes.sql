-- The layer is called "disputes" now, and its links say what settling needs: what was linked before is linked again by the next reading.
DELETE FROM digest_link WHERE one IN (SELECT number FROM digest WHERE layer = 'dispute');
DELETE FROM result_part WHERE type = 'dispute';
DELETE FROM dispute;
DELETE FROM settled WHERE layer = 'dispute';
UPDATE digest SET layer = 'disputes', is_linked = 0, component = NULL WHERE layer = 'dispute';
