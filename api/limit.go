package api

import (
	"math"
	"net/netip"
	"strconv"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
	"golang.org/x/time/rate"

	"observationfund/models"
	"observationfund/models/refusal"
)

// limits hold back who asks too often: anybody in general, and narrowly who might be guessing a password.
type limits struct {
	all, account, address, feed *bucket
}

func newLimits(perSecond int) *limits {
	if perSecond == 0 {
		perSecond = 50
	}
	return &limits{
		all:     newBucket(rate.Limit(perSecond), 4*perSecond),
		account: newBucket(rate.Every(30*time.Second), 10),
		address: newBucket(rate.Every(5*time.Second), 30),
		feed:    newBucket(rate.Every(30*time.Second), 20), // of one address: the phones and computers of its owner
	}
}

// general counts a request of an account, or of nobody, from an address.
func (l *limits) general(c *gin.Context, account string, now models.Time) error {
	return l.all.take(c, network(c)+" "+account, now)
}

// guess counts a request that tries a password or a link: for the account it is about, and from the address. Of calendars each is
// counted by itself: nobody guesses their secret, and an office or Google asks for many from one address.
func (l *limits) guess(c *gin.Context, in any, account string, now models.Time) error {
	if feed, ok := in.(interface{ Fetches() string }); ok {
		return l.feed.take(c, feed.Fetches(), now)
	}
	throttled, ok := in.(interface{ Throttle() string })
	if !ok {
		return nil
	}
	if err := l.address.take(c, network(c), now); err != nil {
		return err
	}
	if about := throttled.Throttle() + account; about != "" {
		return l.account.take(c, about, now)
	}
	return nil
}

// network is where a request comes from, as far as we can tell callers apart: whoever has one IPv6 address has
// the 64 bits below it too.
func network(c *gin.Context) string {
	ip, err := netip.ParseAddr(c.ClientIP())
	if err != nil || ip.Unmap().Is4() {
		return c.ClientIP()
	}
	prefix, err := ip.Prefix(64)
	if err != nil {
		return c.ClientIP()
	}
	return prefix.String()
}

// bucket keeps a rate for each key. It remembers a bounded number of keys: when the new ones are many, it forgets
// those that were not used since it last forgot.
type bucket struct {
	rate  rate.Limit
	burst int

	mu                sync.Mutex
	current, previous map[string]*rate.Limiter
}

const maxKeys = 10_000

func newBucket(r rate.Limit, burst int) *bucket {
	return &bucket{rate: r, burst: burst, current: map[string]*rate.Limiter{}}
}

func (b *bucket) of(key string) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if one, ok := b.current[key]; ok {
		return one
	}
	if len(b.current) >= maxKeys {
		b.current, b.previous = map[string]*rate.Limiter{}, b.current
	}
	one, ok := b.previous[key]
	if !ok {
		one = rate.NewLimiter(b.rate, b.burst)
	}
	b.current[key] = one
	return one
}

// take lets a request pass, or says when to come back.
func (b *bucket) take(c *gin.Context, key string, now models.Time) error {
	one := b.of(key)
	if one.AllowN(now.Time, 1) {
		return nil
	}
	wait := math.Ceil((1 - one.TokensAt(now.Time)) / float64(b.rate))
	c.Header("Retry-After", strconv.Itoa(max(1, int(wait))))
	return refusal.TooMany.With("seconds", max(1, int(wait)))
}
