package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"

	"observationfund/handlers"
	"observationfund/models"
	"observationfund/models/refusal"
)

// idempotency makes a request with an Idempotency-Key happen once, however often it arrives: its answer is kept in the
// transaction that does it. The zero once is a request without a key.
type idempotency struct {
	key, digest string
}

func newIdempotency(c *gin.Context, r Route, call handlers.Call, in boundRequest) (idempotency, error) {
	key := c.GetHeader("Idempotency-Key")
	if key == "" || c.GetBool(dryRun) || r.Method != http.MethodPost || r.Public {
		return idempotency{}, nil
	}
	if len(key) > 200 {
		return idempotency{}, refusal.KeyUnreadable
	}
	for _, b := range []byte(key) {
		if b <= ' ' || b > '~' {
			return idempotency{}, refusal.KeyUnreadable
		}
	}
	request := bytes.Join([][]byte{[]byte(r.Method), []byte(c.Request.URL.RequestURI()), []byte(models.Digest(in.body))}, []byte("\n"))
	return idempotency{key, models.Digest(request)}, nil
}

// lookup finds what the same request was answered before.
func (o idempotency) lookup(call handlers.Call) (answer, bool, error) {
	if o.key == "" {
		return answer{}, false, nil
	}
	kept, found, err := models.FindKey(call.DB, call.By.ID, o.key)
	switch {
	case err != nil || !found:
		return answer{}, false, err
	case kept.Digest != "" && kept.Digest != o.digest: // an erasure forgets what was asked
		return answer{}, true, refusal.IdempotencyKeyReused
	case kept.Answer == nil:
		return answer{}, true, refusal.AlreadyDone
	}
	var revised struct{ Revision int }
	again := answer{status: kept.Status, body: kept.Answer, again: true}
	if json.Unmarshal(kept.Answer, &revised) == nil && revised.Revision > 0 {
		again.etag = etag(strconv.Itoa(revised.Revision))
	}
	return again, true, nil
}

// store keeps the answer.
func (o idempotency) store(call handlers.Call, reply answer, out any) error {
	if o.key == "" {
		return nil
	}
	kept := models.Idempotency{
		AccountID: call.By.ID, Key: o.key, Digest: o.digest, Status: reply.status, Answer: reply.body, CreatedAt: call.Now,
	}
	switch {
	case holdsSecret(out):
		kept.Answer = nil
	case reply.body == nil:
		kept.Answer = []byte("null") // nothing to say is not the same as nothing kept
	}
	return kept.Keep(call.DB)
}
