/* A camera for programs that are started with this library preloaded: the C library's open, ioctl and mmap answer for
 * one file as the kernel answers for a USB camera. Structures are the C header's, so whoever reads frames through it
 * speaks the kernel's binary interface, by real system calls for waiting (a timer that can be polled) and memory.
 *
 * FAKE_CAMERA_NODE: the file that is the camera. FAKE_CAMERA_FRAMES: a folder with 0.jpg, 1.jpg, ... of one size.
 * FAKE_CAMERA_WIDTH, FAKE_CAMERA_HEIGHT, FAKE_CAMERA_FPS.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define BUFFERS 8
#define FRAMES 64

static int camera_fd = -1, streaming, shared, queued[BUFFERS], waiting;
static void *memory[BUFFERS];
static unsigned char *frames[FRAMES];
static size_t sizes[FRAMES];
static int frame_count;
static uint32_t sequence;

static int number(const char *name, int otherwise) {
    const char *text = getenv(name);
    return text ? atoi(text) : otherwise;
}

static uint32_t width(void) { return number("FAKE_CAMERA_WIDTH", 1280); }
static uint32_t height(void) { return number("FAKE_CAMERA_HEIGHT", 960); }
static uint32_t fps(void) { return number("FAKE_CAMERA_FPS", 30); }
static size_t buffer_bytes(void) { return (size_t)width() * height() * 2; }

static void load(void) {
    const char *folder = getenv("FAKE_CAMERA_FRAMES");
    for (frame_count = 0; folder && frame_count < FRAMES; frame_count++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%d.jpg", folder, frame_count);
        FILE *file = fopen(path, "rb");
        if (!file)
            return;
        frames[frame_count] = malloc(buffer_bytes());
        sizes[frame_count] = fread(frames[frame_count], 1, buffer_bytes(), file);
        fclose(file);
    }
}

static int is_node(const char *path) {
    const char *node = getenv("FAKE_CAMERA_NODE");
    return node && path && strcmp(path, node) == 0;
}

static int open_camera(void) {
    if (!frame_count)
        load();
    camera_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    streaming = shared = waiting = 0;
    return camera_fd;
}

#define OPENS(NAME)                                                                                                    \
    int NAME(const char *path, int flags, ...) {                                                                       \
        static int (*real)(const char *, int, ...);                                                                    \
        va_list more;                                                                                                  \
        va_start(more, flags);                                                                                         \
        mode_t mode = va_arg(more, int);                                                                               \
        va_end(more);                                                                                                  \
        if (is_node(path))                                                                                             \
            return open_camera();                                                                                      \
        if (!real)                                                                                                     \
            real = dlsym(RTLD_NEXT, #NAME);                                                                            \
        return real(path, flags, mode);                                                                                \
    }
OPENS(open)
OPENS(open64)

static void *map(void *(*real)(void *, size_t, int, int, int, off_t), void *at, size_t length, int protection, int flags,
                 int fd, off_t offset) {
    if (fd < 0 || fd != camera_fd)
        return real(at, length, protection, flags, fd, offset);
    int index = (int)(offset / 4096);
    /* whoever asks to read only gets memory that the camera can write all the same */
    memory[index] = real(NULL, length, protection | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return memory[index];
}

#define MAPS(NAME)                                                                                                     \
    void *NAME(void *at, size_t length, int protection, int flags, int fd, off_t offset) {                             \
        static void *(*real)(void *, size_t, int, int, int, off_t);                                                    \
        if (!real)                                                                                                     \
            real = dlsym(RTLD_NEXT, #NAME);                                                                            \
        return map(real, at, length, protection, flags, fd, offset);                                                   \
    }
MAPS(mmap)
MAPS(mmap64)

int close(int fd) {
    static int (*real)(int);
    if (!real)
        real = dlsym(RTLD_NEXT, "close");
    if (fd >= 0 && fd == camera_fd)
        camera_fd = -1;
    return real(fd);
}

static int fail(int code) {
    errno = code;
    return -1;
}

static int run(int on) {
    long step = on ? 1000000000L / fps() : 0;
    struct itimerspec every = {.it_interval = {.tv_nsec = step}, .it_value = {.tv_nsec = step}};
    streaming = on;
    if (!on)
        waiting = 0;
    return timerfd_settime(camera_fd, 0, &every, NULL);
}

static int dequeue(struct v4l2_buffer *buffer) {
    uint64_t ticks;
    struct timespec now;
    if (!streaming)
        return fail(EINVAL);
    if (!waiting || read(camera_fd, &ticks, sizeof ticks) != sizeof ticks)
        return fail(EAGAIN);
    int index = queued[0], shown;
    memmove(queued, queued + 1, sizeof(int) * (size_t)--waiting);
    sequence += (uint32_t)ticks;
    shown = (int)(sequence % (uint32_t)frame_count);
    memcpy(memory[index], frames[shown], sizes[shown]);
    clock_gettime(CLOCK_MONOTONIC, &now);
    memset(buffer, 0, sizeof *buffer);
    buffer->index = (uint32_t)index;
    buffer->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
    buffer->memory = V4L2_MEMORY_MMAP;
    buffer->bytesused = (uint32_t)sizes[shown];
    buffer->flags = V4L2_BUF_FLAG_MAPPED | V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
    buffer->field = V4L2_FIELD_NONE;
    buffer->timestamp.tv_sec = now.tv_sec;
    buffer->timestamp.tv_usec = now.tv_nsec / 1000;
    buffer->sequence = sequence;
    buffer->length = (uint32_t)buffer_bytes();
    return 0;
}

static void set_format(struct v4l2_format *format) {
    struct v4l2_pix_format *pix = &format->fmt.pix;
    memset(pix, 0, sizeof *pix);
    pix->width = width();
    pix->height = height();
    pix->pixelformat = V4L2_PIX_FMT_MJPEG;
    pix->field = V4L2_FIELD_NONE;
    pix->sizeimage = (uint32_t)buffer_bytes();
    pix->colorspace = V4L2_COLORSPACE_JPEG;
}

static int enumerate(unsigned long request, void *argument) {
    struct v4l2_fmtdesc *format = argument;
    struct v4l2_frmsizeenum *size = argument;
    struct v4l2_frmivalenum *interval = argument;
    if (*(uint32_t *)argument != 0)
        return fail(EINVAL);
    if (request == VIDIOC_ENUM_FMT) {
        if (format->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
            return fail(EINVAL);
        format->pixelformat = V4L2_PIX_FMT_MJPEG;
        strcpy((char *)format->description, "Motion-JPEG");
    } else if (request == VIDIOC_ENUM_FRAMESIZES) {
        size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        size->discrete.width = width();
        size->discrete.height = height();
    } else {
        interval->type = V4L2_FRMIVAL_TYPE_DISCRETE;
        interval->discrete.numerator = 1;
        interval->discrete.denominator = fps();
    }
    return 0;
}

static int answer(unsigned long request, void *argument) {
    struct v4l2_capability *capability = argument;
    struct v4l2_requestbuffers *wanted = argument;
    struct v4l2_buffer *buffer = argument;
    struct v4l2_streamparm *parameters = argument;
    switch (request) {
    case VIDIOC_QUERYCAP:
        memset(capability, 0, sizeof *capability);
        strcpy((char *)capability->driver, "preloaded");
        strcpy((char *)capability->card, "Preloaded Camera");
        capability->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
        capability->capabilities = capability->device_caps | V4L2_CAP_DEVICE_CAPS;
        return 0;
    case VIDIOC_ENUM_FMT:
    case VIDIOC_ENUM_FRAMESIZES:
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enumerate(request, argument);
    case VIDIOC_G_FMT:
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT:
        if (request == VIDIOC_S_FMT && shared)
            return fail(EBUSY);
        set_format(argument);
        return 0;
    case VIDIOC_G_PARM:
    case VIDIOC_S_PARM:
        parameters->parm.capture.capability = V4L2_CAP_TIMEPERFRAME;
        parameters->parm.capture.timeperframe.numerator = 1;
        parameters->parm.capture.timeperframe.denominator = fps();
        return 0;
    case VIDIOC_REQBUFS:
        if (streaming)
            return fail(EBUSY);
        shared = wanted->count = wanted->count > BUFFERS ? BUFFERS : wanted->count;
        waiting = 0;
        return 0;
    case VIDIOC_QUERYBUF:
        if (buffer->index >= (uint32_t)shared)
            return fail(EINVAL);
        buffer->length = (uint32_t)buffer_bytes();
        buffer->m.offset = buffer->index * 4096;
        return 0;
    case VIDIOC_QBUF:
        if (buffer->index >= (uint32_t)shared || waiting >= BUFFERS)
            return fail(EINVAL);
        queued[waiting++] = (int)buffer->index;
        return 0;
    case VIDIOC_DQBUF:
        return dequeue(buffer);
    case VIDIOC_STREAMON:
        return run(1);
    case VIDIOC_STREAMOFF:
        return run(0);
    default:
        return fail(EINVAL);
    }
}

int ioctl(int fd, unsigned long request, ...) {
    static int (*real)(int, unsigned long, ...);
    va_list more;
    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    if (fd >= 0 && fd == camera_fd)
        return answer(request & 0xFFFFFFFFUL, argument);
    if (!real)
        real = dlsym(RTLD_NEXT, "ioctl");
    return real(fd, request, argument);
}
