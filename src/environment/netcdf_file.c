/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The thin layer over netCDF-C (Unidata, netcdf.h 4.9): a list of variables, attributes of any
 * type, and reading with packing undone as the NetCDF User Guide's "Attribute Conventions" and CF
 * 1.11 section 2.5.1 and 8.1 say: fill, missing and valid range are compared in the packed numbers,
 * then value = packed * scale_factor + add_offset.
 */
#include "netcdf_file.h"
#include "base/netcdf_classic.h"

#include "grid_kind.h"

#include <ctype.h>
#include <math.h>
#include <netcdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- opening --------------------------------------------------------------------------------- */

static bool is_address(const char *path) {
    return strncmp(path, "http://", 7) == 0 || strncmp(path, "https://", 8) == 0;
}

/* One variable; false when it has too many dimensions or the library refuses. */
static bool inquire(const nc_file *file, int id, nc_variable *variable) {
    nc_type type;
    int dims;
    memset(variable, 0, sizeof *variable);
    if (nc_inq_varndims(file->id, id, &dims) != NC_NOERR || dims > nc_dims_most) return false;
    if (nc_inq_var(file->id, id, variable->name, &type, &dims, variable->dim, NULL) != NC_NOERR) {
        return false;
    }
    variable->id = id;
    variable->type = type;
    variable->dims = dims;
    for (int d = 0; d < dims; d++) {
        if (nc_inq_dimlen(file->id, variable->dim[d], &variable->length[d]) != NC_NOERR) {
            return false;
        }
    }
    return true;
}

static bool list_variables(nc_file *file, cw_error *err) {
    enum { most = 20000 };
    int count = 0;
    if (nc_inq_nvars(file->id, &count) != NC_NOERR || count < 0 || count > most) {
        return cw_fail(err, CW_ERR_INPUT, "%s: its list of variables cannot be read", file->path);
    }
    file->variables = cw_alloc_array((size_t)count + 1, sizeof *file->variables);
    if (file->variables == NULL) return cw_fail_memory(err);
    for (int id = 0; id < count; id++) {
        if (inquire(file, id, &file->variables[file->variable_count])) file->variable_count++;
    }
    return true;
}

nc_file *nc_file_open(const char *path, cw_error *err) {
    if (strlen(path) >= nc_text_size) {
        cw_fail(err, CW_ERR_INPUT, "the file name \"%.100s...\" is too long", path);
        return NULL;
    }
    if (!is_address(path) && !nc_classic_complete(path, err)) return NULL;
    nc_file *file = calloc(1, sizeof *file);
    if (file == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    strcpy(file->path, path);
    int status = nc_open(path, NC_NOWRITE, &file->id);
    if (status != NC_NOERR) {
        cw_fail(err, CW_ERR_INPUT,
                "%s cannot be read as NetCDF: it is damaged, cut short or %s (%s)", path,
                is_address(path) ? CW_SAID("not reachable") : CW_SAID("no NetCDF file"),
                nc_strerror(status));
        free(file);
        return NULL;
    }
    if (!list_variables(file, err)) {
        nc_file_close(file);
        return NULL;
    }
    return file;
}

void nc_file_close(nc_file *file) {
    if (file == NULL) return;
    nc_close(file->id);
    free(file->variables);
    free(file);
}

const nc_variable *nc_find(const nc_file *file, const char *name) {
    for (size_t i = 0; i < file->variable_count; i++) {
        if (strcmp(file->variables[i].name, name) == 0) return &file->variables[i];
    }
    return NULL;
}

void nc_dimension_name(const nc_file *file, int dim, char name[nc_name_size]) {
    name[0] = '\0';
    if (nc_inq_dimname(file->id, dim, name) != NC_NOERR) name[0] = '\0';
}

/* ---- attributes ------------------------------------------------------------------------------ */

static bool read_text(const nc_file *file, int id, const char *name, size_t length,
                      char text[nc_text_size]) {
    char *all = cw_alloc_array(length + 1, 1);
    if (all == NULL || nc_get_att_text(file->id, id, name, all) != NC_NOERR) {
        free(all);
        return false;
    }
    snprintf(text, nc_text_size, "%s", all);
    free(all);
    return true;
}

static bool read_string(const nc_file *file, int id, const char *name, size_t length,
                        char text[nc_text_size]) {
    if (length != 1) return false;
    char *all[1] = {NULL};
    if (nc_get_att_string(file->id, id, name, all) != NC_NOERR || all[0] == NULL) return false;
    snprintf(text, nc_text_size, "%s", all[0]);
    nc_free_string(1, all);
    return true;
}

bool nc_text(const nc_file *file, const nc_variable *variable, const char *name, bool lower,
             char text[nc_text_size]) {
    int id = variable != NULL ? variable->id : NC_GLOBAL;
    nc_type type;
    size_t length;
    text[0] = '\0';
    if (nc_inq_att(file->id, id, name, &type, &length) != NC_NOERR) return false;
    if (length > 1000000) return false;
    bool read = type == NC_CHAR ? read_text(file, id, name, length, text)
                                : type == NC_STRING && read_string(file, id, name, length, text);
    if (!read) return false;
    size_t end = strlen(text);
    while (end > 0 && isspace((unsigned char)text[end - 1])) text[--end] = '\0';
    for (char *c = text; lower && *c != '\0'; c++) *c = (char)tolower((unsigned char)*c);
    return true;
}

size_t nc_numbers(const nc_file *file, const nc_variable *variable, const char *name,
                  double *numbers, size_t most) {
    double all[64];
    nc_type type;
    size_t length;
    if (nc_inq_att(file->id, variable->id, name, &type, &length) != NC_NOERR) return 0;
    if (type == NC_CHAR || type == NC_STRING) {
        char text[nc_text_size], *end;
        if (most == 0 || !nc_text(file, variable, name, false, text)) return 0;
        numbers[0] = strtod(text, &end);
        return end != text ? 1 : 0;
    }
    if (length > 64 || nc_get_att_double(file->id, variable->id, name, all) != NC_NOERR) return 0;
    if (length > most) length = most;
    memcpy(numbers, all, length * sizeof *numbers);
    return length;
}

/* ---- values ---------------------------------------------------------------------------------- */

typedef struct packing {
    double scale, offset, low, high;
    double missing[16];
    size_t missing_count;
    double unsigned_turn; /* 2^bits where the attribute _Unsigned says so, else 0 */
} packing;

static double default_fill(int type) {
    switch (type) {
    case NC_SHORT:
        return NC_FILL_SHORT;
    case NC_INT:
        return NC_FILL_INT;
    case NC_USHORT:
        return NC_FILL_USHORT;
    case NC_UINT:
        return NC_FILL_UINT;
    case NC_INT64:
        return (double)NC_FILL_INT64;
    case NC_FLOAT:
        return (double)NC_FILL_FLOAT;
    case NC_DOUBLE:
        return NC_FILL_DOUBLE;
    default:
        return NAN;
    }
}

static double turn_of(int type) {
    return type == NC_BYTE    ? 256.0
           : type == NC_SHORT ? 65536.0
           : type == NC_INT   ? 4294967296.0
                              : 0.0;
}

static packing read_packing(const nc_file *file, const nc_variable *v, bool strict) {
    packing p = {.scale = 1.0, .offset = 0.0, .low = -HUGE_VAL, .high = HUGE_VAL};
    double range[2];
    char text[nc_text_size];
    nc_numbers(file, v, "scale_factor", &p.scale, 1);
    nc_numbers(file, v, "add_offset", &p.offset, 1);
    p.missing_count = nc_numbers(file, v, "_FillValue", p.missing, 1);
    bool filled = p.missing_count > 0;
    if (nc_text(file, v, "_Unsigned", true, text) && strcmp(text, "true") == 0) {
        p.unsigned_turn = turn_of(v->type);
    }
    if (!strict) return p;
    p.missing_count += nc_numbers(file, v, "missing_value", p.missing + p.missing_count, 8);
    bool floating = v->type == NC_FLOAT || v->type == NC_DOUBLE;
    if (floating || !filled) p.missing[p.missing_count++] = default_fill(v->type);
    nc_numbers(file, v, "valid_min", &p.low, 1);
    nc_numbers(file, v, "valid_max", &p.high, 1);
    if (nc_numbers(file, v, "valid_range", range, 2) == 2) {
        p.low = range[0];
        p.high = range[1];
    }
    return p;
}

static void unpack(const packing *p, double *values, size_t count) {
    for (size_t i = 0; i < count; i++) {
        double packed = values[i];
        bool good = packed >= p->low && packed <= p->high && isfinite(packed);
        for (size_t k = 0; k < p->missing_count; k++) {
            if (packed == p->missing[k]) good = false;
        }
        if (packed < 0.0 && p->unsigned_turn > 0.0) packed += p->unsigned_turn;
        values[i] = good ? packed * p->scale + p->offset : NAN;
    }
}

bool nc_read(const nc_file *file, const nc_variable *variable, const size_t *start,
             const size_t *count, bool strict, double *values, cw_error *err) {
    size_t total = 1;
    for (int d = 0; d < variable->dims; d++) total *= count[d];
    if (variable->type == NC_CHAR || variable->type == NC_STRING) {
        return cw_fail(err, CW_ERR_INPUT, "%s: variable %s holds text, not numbers", file->path,
                       variable->name);
    }
    int status = nc_get_vara_double(file->id, variable->id, start, count, values);
    if (status != NC_NOERR && status != NC_ERANGE) {
        return cw_fail(err, CW_ERR_INPUT, "%s: variable %s cannot be read (%s)", file->path,
                       variable->name, nc_strerror(status));
    }
    packing p = read_packing(file, variable, strict);
    unpack(&p, values, total);
    return true;
}

size_t nc_total(const nc_variable *variable) {
    size_t total = 1;
    for (int d = 0; d < variable->dims; d++) {
        if (variable->length[d] != 0 && total > SIZE_MAX / variable->length[d]) return SIZE_MAX;
        total *= variable->length[d];
    }
    return total;
}

double *nc_read_all(const nc_file *file, const nc_variable *variable, size_t *total,
                    cw_error *err) {
    static const size_t start[nc_dims_most] = {0};
    *total = nc_total(variable);
    if (*total == 0 || *total > GRID_NODES_MOST) {
        cw_fail(err, CW_ERR_INPUT, "%s: variable %s is %s", file->path, variable->name,
                *total == 0 ? CW_SAID("empty") : CW_SAID("too large"));
        return NULL;
    }
    double *values = cw_alloc_array(*total, sizeof *values);
    if (values == NULL) {
        cw_fail_memory(err);
        return NULL;
    }
    if (!nc_read(file, variable, start, variable->length, false, values, err)) {
        free(values);
        return NULL;
    }
    return values;
}
